package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.mirror.MirrorRules;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import dev.tradewitness.capture.sources.SourcesFile.KafkaTap;
import dev.tradewitness.capture.sources.SourcesFile.LdjsonSource;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.capture.sources.SourcesRefusedException.Fault;
import dev.tradewitness.capture.stream.SigningMode;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/// Reads the sources file, and finds all its faults at once.
public final class SourcesParser {

  /// Longer files are refused.
  public static final int BYTES_MAX = 256 * 1024;

  private static final int TAPS_MAX = 200;
  private static final int FAULTS_MAX = 20;
  private static final int DEPTH_MAX = 10;
  private static final String VERSION = "1";

  /// Of Kafka: `org.apache.kafka.common.internals.Topic`.
  private static final Pattern TOPIC = Pattern.compile("(?!\\.\\.?$)[a-zA-Z0-9._-]{1,249}");

  private static final int FIX_SESSIONS_MAX = 50;
  private static final Set<String> BEGIN_STRINGS = Set.of("FIX.4.2", "FIX.4.4", "FIXT.1.1");

  /// Part of file names of the session's store.
  private static final Pattern COMP_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private static final int REDIS_STREAMS_MAX = 50;
  private static final Pattern REDIS_SERVER =
      Pattern.compile("(?<host>[^\\s:@/]{1,253}|\\[[0-9a-fA-F:]{2,45}]):(?<port>[0-9]{1,5})");

  /// Part of a source's name and of a thread's.
  private static final Pattern REDIS_NAME = Pattern.compile("[\\x21-\\x7e]{1,200}");

  private static final Set<Mapping.Known> OF_STREAMS =
      Set.of(
          Mapping.Known.GUIDE,
          Mapping.Known.ORDERS,
          Mapping.Known.EXECUTIONS,
          Mapping.Known.ERRORS);
  private static final Map<String, Boolean> YES_OR_NO = Map.of("true", true, "false", false);

  private static final int LDJSON_SOURCES_MAX = 1_000;

  private static final Map<String, Tier> TIERS = words(Tier.values(), Tier::name);
  private static final Map<String, ClockStatus> CLOCKS =
      words(ClockStatus.values(), ClockStatus::name);
  private static final Map<String, SigningMode> SIGNING =
      words(SigningMode.values(), SigningMode::wireName);

  private final List<Fault> faults = new ArrayList<>();
  private final Map<String, String> signingOf = new HashMap<>();
  private final Set<String> ldjsonSources = new HashSet<>();

  private SourcesParser() {}

  /// @throws SourcesRefusedException with up to 20 faults
  public static SourcesFile parse(byte[] bytes) throws SourcesRefusedException {
    return new SourcesParser().read(bytes);
  }

  private SourcesFile read(byte[] bytes) throws SourcesRefusedException {
    Node root = compose(text(bytes));
    var members = YamlMembers.of(root, "", faults);
    String version = members.required("version");
    if (version != null && !version.equals(VERSION)) {
      members.refuse("version", "must be " + VERSION);
    }
    List<KafkaTap> taps = members.list("kafka", TAPS_MAX, this::tap);
    List<FixSession> fix = members.list("fix", FIX_SESSIONS_MAX, this::fixSession);
    List<RedisStream> redis = members.list("redis", REDIS_STREAMS_MAX, this::redisStream);
    List<LdjsonSource> ldjson = members.list("ldjson", LDJSON_SOURCES_MAX, this::ldjsonSource);
    MirrorSource mirror = members.mapping("mirror", this::mirror);
    members.end();
    if (redis.stream().map(RedisStream::name).distinct().count() < redis.size()) {
      members.refuse("redis", "has two streams of one name: give them names that differ");
    }
    if (redis.stream().map(RedisStream::place).distinct().count() < redis.size()) {
      members.refuse("redis", "has one stream twice");
    }
    if (fix.stream().map(FixSession::name).distinct().count() < fix.size()
        || fix.stream().map(FixSession::storeName).distinct().count() < fix.size()) {
      members.refuse("fix", "has a session twice, or two of one name in the store");
    }
    var topics = new HashMap<String, KafkaTap>();
    for (KafkaTap tap : taps) {
      if (topics.putIfAbsent(tap.topic(), tap) != null) {
        members.refuse("kafka", "has the topic " + tap.topic() + " twice");
      }
    }
    if (!faults.isEmpty()) {
      throw refused();
    }
    return new SourcesFile(
        Hash.of(bytes),
        SourcesFile.byName(taps, KafkaTap::topic),
        fix,
        redis,
        SourcesFile.byName(ldjson, LdjsonSource::src),
        mirror == null ? MirrorSource.DEFAULT : mirror);
  }

  private SourcesRefusedException refused() {
    return new SourcesRefusedException(
        faults.stream().sorted(Comparator.comparingInt(Fault::line)).limit(FAULTS_MAX).toList());
  }

  private String text(byte[] bytes) throws SourcesRefusedException {
    if (bytes.length > BYTES_MAX) {
      faults.add(new Fault(1, "", "the file is longer than " + BYTES_MAX + " bytes"));
      throw refused();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      faults.add(new Fault(1, "", "the file is not UTF-8"));
      throw refused();
    }
  }

  private Node compose(String text) throws SourcesRefusedException {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(DEPTH_MAX);
    options.setCodePointLimit(BYTES_MAX);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root != null) {
        return root;
      }
      faults.add(new Fault(1, "", "the file is empty"));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      faults.add(
          new Fault(
              mark == null ? 1 : mark.getLine() + 1,
              "",
              "not YAML: " + (e.getProblem() == null ? e.getContext() : e.getProblem())));
    } catch (YAMLException | IllegalArgumentException e) {
      // The second is SnakeYAML's own fault, as at an escape that is cut short.
      faults.add(new Fault(1, "", "not YAML: " + e.getMessage()));
    }
    throw refused();
  }

  private @Nullable KafkaTap tap(YamlMembers tap) {
    String topic = tap.required("topic");
    if (topic != null && !TOPIC.matcher(topic).matches()) {
      tap.refuse("topic", "is no name of a topic");
      topic = null;
    }
    Mapping mapping = TapMappingParser.read(tap);
    SourcePolicy policy = policy(tap, topic);
    SigningMode signing = signing(tap, policy);
    return topic == null || mapping == null || policy == null
        ? null
        : new KafkaTap(topic, mapping, policy, signing);
  }

  private @Nullable FixSession fixSession(YamlMembers session) {
    String begin = session.required("begin_string");
    if (begin != null && !BEGIN_STRINGS.contains(begin)) {
      session.refuse(
          "begin_string",
          "is none of " + BEGIN_STRINGS.stream().sorted().collect(Collectors.joining(", ")));
    }
    String sender = compId(session, "sender_comp_id");
    String target = compId(session, "target_comp_id");
    SourcePolicy policy = policy(session, target == null ? null : "fix-" + target);
    SigningMode signing = signing(session, policy);
    return begin == null || sender == null || target == null || policy == null
        ? null
        : new FixSession(begin, sender, target, policy, signing);
  }

  private @Nullable RedisStream redisStream(YamlMembers stream) {
    String server = stream.required("server");
    Matcher address = REDIS_SERVER.matcher(server == null ? "" : server);
    int port = address.matches() ? Integer.parseInt(address.group("port")) : 0;
    if (server != null && (port < 1 || port > 65_535)) {
      stream.refuse("server", "must be host:port, without a user or a password");
    }
    String key = redisName(stream, "stream", stream.required("stream"));
    String named = redisName(stream, "name", stream.text("name"));
    String name = named == null ? key : named;
    Boolean tls = stream.oneOf("tls", YES_OR_NO);
    Mapping mapping = TapMappingParser.word(stream, OF_STREAMS);
    String field = stream.text("field");
    SourcePolicy policy = policy(stream, name == null ? null : "redis-" + name);
    SigningMode signing = signing(stream, policy);
    return port == 0 || key == null || name == null || mapping == null || policy == null
        ? null
        : new RedisStream(
            name,
            address.group("host"),
            port,
            Boolean.TRUE.equals(tls),
            key,
            mapping,
            field,
            policy,
            signing);
  }

  private static @Nullable String redisName(
      YamlMembers stream, String member, @Nullable String name) {
    if (name == null || REDIS_NAME.matcher(name).matches()) {
      return name;
    }
    stream.refuse(member, "must be 1 to 200 visible ASCII characters");
    return null;
  }

  private static @Nullable String compId(YamlMembers session, String name) {
    String id = session.required(name);
    if (id == null || COMP_ID.matcher(id).matches()) {
      return id;
    }
    session.refuse(name, "must be 1 to 64 letters, digits, dots, underscores or hyphens");
    return null;
  }

  private @Nullable LdjsonSource ldjsonSource(YamlMembers source) {
    String src = source.required("src");
    if (src != null && !PolicyId.isValid(src)) {
      source.refuse(
          "src", "must be 1 to 128 letters, digits, dots, underscores, colons or hyphens");
      src = null;
    } else if (src != null && !ldjsonSources.add(src)) {
      source.refuse("src", "stands there twice");
    }
    SourcePolicy policy = policy(source, src);
    SigningMode signing = signing(source, policy);
    return src == null || policy == null ? null : new LdjsonSource(src, policy, signing);
  }

  private @Nullable MirrorSource mirror(YamlMembers mirror) {
    SourcePolicy policy = policy(mirror, "capture");
    SigningMode signing = signing(mirror, policy);
    SourcePolicy any = MirrorSource.DEFAULT.rules().policy();
    MirrorRules rules = MirrorParser.read(mirror, policy == null ? any : policy);
    return new MirrorSource(rules, signing);
  }

  private static @Nullable SourcePolicy policy(YamlMembers members, @Nullable String source) {
    String id = members.text("policy_id");
    Tier tier = members.oneOf("tier", TIERS);
    ClockStatus clock = members.oneOf("clock", CLOCKS);
    String chosen = id != null || source == null ? id : SourcesFile.DEFAULT_POLICY + source;
    if (chosen == null) {
      return null;
    }
    if (!PolicyId.isValid(chosen)) {
      members.refuse(
          "policy_id", "must be 1 to 128 letters, digits, dots, underscores, colons or hyphens");
      return null;
    }
    return new SourcePolicy(
        chosen, tier == null ? Tier.SILVER : tier, clock == null ? ClockStatus.BEST_EFFORT : clock);
  }

  /// One stream is signed in one way.
  private @Nullable SigningMode signing(YamlMembers members, @Nullable SourcePolicy policy) {
    SigningMode signing = members.oneOf("signing", SIGNING);
    if (policy != null) {
      String wanted = signing == null ? "" : signing.wireName();
      String before = signingOf.putIfAbsent(policy.policyId(), wanted);
      if (before != null && !before.equals(wanted)) {
        members.refuse("signing", "differs from that of another source of " + policy.policyId());
      }
    }
    return signing;
  }

  private static <T> Map<String, T> words(T[] values, Function<T, String> name) {
    return Arrays.stream(values).collect(Collectors.toUnmodifiableMap(name, value -> value));
  }
}
