package dev.tradewitness.client.delivery;

import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How the LDJSON door of capture is spoken to.
///
/// @param source who sends, in capture's metrics: 1 to 109 letters, digits, dots, underscores,
///   colons or hyphens. The stream is that of each event's own policy
/// @param secret the door's, in base64; null when it has none
/// @param tls for `ldjsons`; null for the JDK's default
public record LdjsonSettings(String source, @Nullable String secret, @Nullable SSLContext tls) {

  private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9._:-]{1,109}");
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

  public static final LdjsonSettings DEFAULT = new LdjsonSettings("java-client", null, null);

  public LdjsonSettings {
    if (!SOURCE.matcher(source).matches()) {
      throw new IllegalArgumentException("not the name of an LDJSON source: " + source);
    }
    if (secret != null && !SECRET.matcher(secret).matches()) {
      throw new IllegalArgumentException("the secret of the LDJSON door is not base64");
    }
  }

  /// Without what is secret.
  @Override
  public String toString() {
    return "LdjsonSettings[" + source + "]";
  }
}
