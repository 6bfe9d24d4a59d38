package dev.tradewitness.capture.decode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  private static final SecretNames NAMES = new SecretNames(Set.of("password", "pin", "api_key"));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "{\"password\":\"s3\"}; {\"password\":\"[redacted]\"}",
        "{\"PassWord\" :\t\"s3\" , \"a\":1}; {\"PassWord\" :\t\"[redacted]\" , \"a\":1}",
        "{\"a\":[{\"pin\":1234},{\"pin\":null}]};"
            + " {\"a\":[{\"pin\":\"[redacted]\"},{\"pin\":\"[redacted]\"}]}",
        "{\"pin\":{\"x\":[\"}\",\"s3\"]},\"a\":1}; {\"pin\":\"[redacted]\",\"a\":1}",
        "{\"apiKey\":\"s3\",\"API-KEY\":\"s3\"};"
            + " {\"apiKey\":\"[redacted]\",\"API-KEY\":\"[redacted]\"}",
        "{\"p\\u0069n\":\"s3\"}; {\"p\\u0069n\":\"[redacted]\"}",
        "{\"password\":\"a\\\"s3\"}; {\"password\":\"[redacted]\"}",
        "{\"a\":\"password\",\"b\":\"pin\"}; {\"a\":\"password\",\"b\":\"pin\"}",
        "{\"a\":\"say \\\"pin\\\": 12\"}; {\"a\":\"say \\\"pin\\\": 12\"}",
        "{\"spin\":\"x\",\"pins\":2}; {\"spin\":\"x\",\"pins\":2}"
      })
  void jsonLosesTheValuesOfSecretMembersAndNothingElse(String given, String kept) {
    assertThat(redacted(given)).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "{\"pin\":\"s3\",\"pin\":\"s3\"}", // a name twice
        "{\"a\":\"x\"y\",\"pin\":\"s3\"}", // a quote too many
        "{\"pin\":\"s3\"", // no end
        "{\"pin\":\"s3", //
        "{\"pin\":[\"s3\"", //
        "{\"pin\":s3,}", //
        "{\"a\":\"unclosed,\"pin\":\"s3\"}", //
        "{\"pin\":\"unclosed,\"password\":\"s3\"}", // the name's quote ends the value before it
        "{\"pin\":x\"password\" :\"s3\"}", // the value before it has the name
        "{\"pin\":\"password\":\"s3\"}" //
      })
  void textThatIsAlmostJsonLosesThem(String given) {
    assertThat(redacted(given)).doesNotContain("s3").contains("[redacted]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "a=1&password=s3&b=2 | a=1&password=[redacted]&b=2",
        "p%61ssword=s3 | p%61ssword=[redacted]",
        "user[password]=s3&user.pin=s3 | user[password]=[redacted]&user.pin=[redacted]",
        "a=1;PIN=s3;s3&b=2 | a=1;PIN=[redacted]&b=2",
        "pin=s3=s3 | pin=[redacted]",
        "pin&a=%zz&=& | pin&a=%zz&=&",
        "%zzpin=1 | %zzpin=1"
      })
  void aFormLosesTheValuesOfSecretFields(String given, String kept) {
    assertThat(FormRedaction.of(given, NAMES, 10).text()).isEqualTo(kept);
  }

  @Test
  void aFormOfAMillionEmptyParametersIsReadInOneGo() {
    String form = "&".repeat(1 << 20);

    // Looked through to its end at each parameter, it took minutes.
    FormRedaction.Result read =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () -> FormRedaction.of(form, new SecretNames(Set.of("token")), 10));

    assertThat(read.text()).isEqualTo(form);
  }

  @Test
  void hostileTextTakesNoLongTime() {
    for (String piece : List.of("\"", "\\\"", "\"\\", "\"a\\\"", "{\"pin\":", "[", "\"pin\":[")) {
      byte[] text = piece.repeat((1 << 20) / piece.length()).getBytes(StandardCharsets.UTF_8);
      long start = System.nanoTime();
      assertThat(JsonRedaction.of(text, NAMES).text()).isNotNull();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as(piece)
          .isLessThan(Duration.ofSeconds(5));
    }
  }

  private static String redacted(String text) {
    return new String(
        JsonRedaction.of(text.getBytes(StandardCharsets.UTF_8), NAMES).text(),
        StandardCharsets.UTF_8);
  }
}
