package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.token.TokenKey.Validity;
import dev.tradewitness.common.wire.Rfc3339;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads the keys file as a whole. A fault is told by its line and its reason; no text of the file
/// is ever repeated but names of keys, because any other text may be a secret.
final class TokenKeysParser {

  static final int BYTES_MAX = 64 * 1024;

  private static final int KEYS_MAX = 32;
  private static final int DEPTH_MAX = 5;
  private static final Pattern KID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Set<String> TOP = Set.of("version", "keys");
  private static final Set<String> MEMBERS = Set.of("kid", "secret", "not_before", "not_after");

  private TokenKeysParser() {}

  /// @param now seconds since 1970: a key has to sign then
  static TokenKeys parse(byte[] bytes, long now) throws TokenKeysRefusedException {
    Map<String, Member> top = members(compose(text(bytes)), TOP);
    Member version = top.get("version");
    if (version == null || !"1".equals(version.text())) {
      throw new TokenKeysRefusedException(line(version), "version must be 1");
    }
    Member list = top.get("keys");
    if (list == null || !(list.node() instanceof SequenceNode sequence)) {
      throw new TokenKeysRefusedException(line(list), "keys must be a list");
    }
    List<Node> entries = sequence.getValue();
    if (entries.isEmpty() || entries.size() > KEYS_MAX) {
      throw new TokenKeysRefusedException(
          line(list), "keys must have 1 to %d entries".formatted(KEYS_MAX));
    }
    var keys = new ArrayList<TokenKey>();
    for (Node entry : entries) {
      TokenKey key = key(entry);
      requireDistinct(entry, key, keys);
      keys.add(key);
    }
    TokenKeys all = TokenKeys.rotating(keys);
    if (all.signing(now) == null) {
      throw new TokenKeysRefusedException(line(list), "no key is active now");
    }
    return all;
  }

  private static TokenKey key(Node entry) throws TokenKeysRefusedException {
    Map<String, Member> members = members(entry, MEMBERS);
    String kid = required(entry, members, "kid");
    if (!KID.matcher(kid).matches()) {
      throw new TokenKeysRefusedException(
          line(members.get("kid")), "kid must be 1 to 64 letters, digits, dots, _ or -");
    }
    byte[] secret = secret(kid, members, required(entry, members, "secret"));
    Instant notBefore = time(kid, members, "not_before", required(entry, members, "not_before"));
    Instant notAfter =
        members.containsKey("not_after")
            ? time(kid, members, "not_after", required(entry, members, "not_after"))
            : null;
    if (notAfter != null && !notBefore.isBefore(notAfter)) {
      throw new TokenKeysRefusedException(
          line(members.get("not_after")),
          "not_after of key %s must be later than its not_before".formatted(kid));
    }
    return new TokenKey(kid, secret, new Validity(notBefore, notAfter));
  }

  private static byte[] secret(String kid, Map<String, Member> members, String text)
      throws TokenKeysRefusedException {
    int line = line(members.get("secret"));
    byte[] secret;
    try {
      secret = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new TokenKeysRefusedException(
          line, "the secret of key %s is not base64".formatted(kid));
    }
    if (secret.length < TokenKey.BYTES_MIN) {
      throw new TokenKeysRefusedException(
          line,
          "the secret of key %s has %d bytes, at least %d are needed"
              .formatted(kid, secret.length, TokenKey.BYTES_MIN));
    }
    return secret;
  }

  private static Instant time(String kid, Map<String, Member> members, String name, String text)
      throws TokenKeysRefusedException {
    try {
      return Rfc3339.parse(text);
    } catch (DateTimeException e) {
      throw new TokenKeysRefusedException(
          line(members.get(name)),
          "%s of key %s is not a time such as 2026-12-01T00:00:00Z".formatted(name, kid));
    }
  }

  private static void requireDistinct(Node entry, TokenKey key, List<TokenKey> before)
      throws TokenKeysRefusedException {
    for (TokenKey other : before) {
      String fault =
          other.kid().equals(key.kid())
              ? "two keys are called " + key.kid()
              : other.hasSecretOf(key)
                  ? "keys %s and %s have the same secret".formatted(other.kid(), key.kid())
                  : Objects.equals(other.validity().notBefore(), key.validity().notBefore())
                      ? "keys %s and %s have the same not_before, so neither is the newest"
                          .formatted(other.kid(), key.kid())
                      : null;
      if (fault != null) {
        throw new TokenKeysRefusedException(line(entry), fault);
      }
    }
  }

  /// A member's value with the line of its name.
  private record Member(Node node, int line) {
    @Nullable String text() {
      return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }
  }

  private static Map<String, Member> members(Node node, Set<String> known)
      throws TokenKeysRefusedException {
    if (!(node instanceof MappingNode mapping)) {
      throw new TokenKeysRefusedException(line(node), "expected members, name: value");
    }
    var members = new HashMap<String, Member>();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = line(tuple.getKeyNode());
      String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
      if (!known.contains(name)) {
        throw new TokenKeysRefusedException(
            line,
            "a member has no meaning here; known are "
                + String.join(", ", known.stream().sorted().toList()));
      }
      if (members.put(name, new Member(tuple.getValueNode(), line)) != null) {
        throw new TokenKeysRefusedException(line, name + " stands there twice");
      }
    }
    return members;
  }

  private static String required(Node entry, Map<String, Member> members, String name)
      throws TokenKeysRefusedException {
    Member member = members.get(name);
    if (member == null) {
      throw new TokenKeysRefusedException(line(entry), "the key has no " + name);
    }
    String text = member.text();
    if (text == null || text.isBlank()) {
      throw new TokenKeysRefusedException(member.line(), name + " must be text");
    }
    return text;
  }

  private static String text(byte[] bytes) throws TokenKeysRefusedException {
    if (bytes.length > BYTES_MAX) {
      throw new TokenKeysRefusedException(1, "the file is longer than " + BYTES_MAX + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new TokenKeysRefusedException(1, "the file is not UTF-8");
    }
  }

  // SnakeYAML's messages quote the text: only their line is told.
  private static Node compose(String text) throws TokenKeysRefusedException {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(DEPTH_MAX);
    options.setCodePointLimit(BYTES_MAX);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root != null) {
        return root;
      }
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      throw new TokenKeysRefusedException(mark == null ? 1 : mark.getLine() + 1, "not YAML");
    } catch (YAMLException | IllegalArgumentException e) {
      throw new TokenKeysRefusedException(1, "not YAML");
    }
    throw new TokenKeysRefusedException(1, "the file is empty");
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static int line(@Nullable Member member) {
    return member == null ? 1 : member.line();
  }
}
