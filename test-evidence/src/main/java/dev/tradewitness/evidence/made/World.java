package dev.tradewitness.evidence.made;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A capture service, a log and a time-stamp authority in miniature: streams of events in batches,
/// from which bundles are made.
public final class World {

  public static final String ORIGIN = "log.example";
  public static final Instant START = Instant.parse("2026-11-21T10:00:00.000000Z");

  public Signer eventKey = new Signer("event key");
  public Signer checkpointKey = new Signer("checkpoint key");
  public StampAuthority authority;
  public String trust = "LOCAL";

  /// Version of the format: 1 stamps `merkle_root`, 2 stamps `batch_hash`.
  public int format = 2;

  private final Random random;
  private final List<Stream> streams = new ArrayList<>();

  /// An event as the log has it.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Event(
      String eventId, byte[] document, byte[] hash, String profile, String receivedAt) {}

  /// A stream with its events and the ends of its batches.
  public record Stream(String policyId, boolean signed, List<Event> events, List<Integer> ends) {
    List<byte[]> leaves() {
      return events.stream().map(Event::hash).toList();
    }
  }

  public World(long seed, StampAuthority authority) {
    this.random = new Random(seed);
    this.authority = authority;
  }

  /// Adds a stream whose batches have the sizes given.
  public Stream stream(String policyId, boolean signed, int... batches) {
    var ends = new ArrayList<Integer>();
    var events = new ArrayList<Event>();
    for (int size : batches) {
      for (int i = 0; i < size; i++) {
        events.add(event(policyId, events.size()));
      }
      ends.add(events.size());
    }
    var stream = new Stream(policyId, signed, events, ends);
    streams.add(stream);
    return stream;
  }

  private Event event(String policyId, int sequence) {
    UUID id = new UUID(random.nextLong() & ~0xF000L | 0x7000L, random.nextLong() >>> 2 | 1L << 63);
    boolean pascal = sequence % 3 == 2;
    String text =
        pascal
            ? """
            {"Header": {"EventID": "%s", "EventType": "ORD", "Timestamp": 1790000000%09d},
             "Payload": {"VCP-TRADE": {"Price": "101.5%d", "Note": "\\u20ac é 😀", "X": 1e3}},
             "PolicyIdentification": {"PolicyID": "%s"}}
            """
                .formatted(id, sequence, sequence, policyId)
            : """
            {"header": {"event_id": "%s", "event_type": "EXE", "n": %d.50},
             "payload": {"trade_data": {"price": "99.%d", "side": "BUY", "z": [1, null, true]}},
             "policy_identification": {"version": "1.1", "policy_id": "%s"}}
            """
                .formatted(id, sequence, sequence, policyId);
    byte[] document = text.getBytes(StandardCharsets.UTF_8);
    JsonObject json = Json.read(document);
    byte[] hash =
        pascal
            ? NaiveTree.sha256(
                Json.canonical(required(json.get("Header"))),
                Json.canonical(required(json.get("Payload"))))
            : NaiveTree.sha256(Json.canonical(json.only(List.of("header", "payload"))));
    return new Event(
        id.toString(), document, hash, pascal ? "VCP-SPEC-6.1.1" : "VCP-IMPL-1.1", time(sequence));
  }

  private static JsonValue required(@Nullable JsonValue value) {
    return java.util.Objects.requireNonNull(value);
  }

  static String time(long seconds) {
    return START.plusSeconds(seconds).toString().replace("Z", ".000000Z");
  }

  /// Everything of every stream.
  public MadeBundle bundle() {
    var bundle = new MadeBundle(ORIGIN, format);
    streams.forEach(stream -> add(bundle, stream, 0, stream.events().size() - 1));
    return bundle.keys(keys());
  }

  /// A part of one stream.
  public MadeBundle bundle(Stream stream, int first, int last) {
    var bundle = new MadeBundle(ORIGIN, format);
    add(bundle, stream, first, last);
    return bundle.keys(keys());
  }

  private void add(MadeBundle bundle, Stream stream, int first, int last) {
    bundle.stream(stream.policyId(), first, last);
    byte[] previous = new byte[32];
    int begin = 0;
    var sizes = new ArrayList<Integer>();
    var parts = new ArrayList<int[]>();
    for (int end : stream.ends()) {
      JsonObject record = batch(stream, begin, end, previous);
      previous = java.util.HexFormat.of().parseHex(required(record.string("batch_hash")));
      if (begin <= last && first < end) {
        sizes.add(end);
        parts.add(new int[] {begin, end});
        addBatch(bundle, stream, record, begin, end);
      }
      begin = end;
    }
    int newest = sizes.getLast();
    for (int i = 1; i < sizes.size(); i++) {
      bundle.put(
          MadeBundle.consistency(stream.policyId(), sizes.get(i - 1), sizes.get(i)),
          consistency(stream.leaves(), sizes.get(i - 1), sizes.get(i)));
    }
    for (int[] part : parts) {
      for (int n = Math.max(first, part[0]); n <= Math.min(last, part[1] - 1); n++) {
        addEvent(bundle, stream, n, part[0], part[1], newest);
      }
    }
  }

  private static String required(@Nullable String value) {
    return java.util.Objects.requireNonNull(value);
  }

  public static JsonObject consistency(List<byte[]> leaves, int first, int second) {
    return JsonObject.builder()
        .put("first", first)
        .put("second", second)
        .put("path", Json.hexes(NaiveTree.consistency(first, leaves.subList(0, second))))
        .build();
  }

  private void addEvent(MadeBundle bundle, Stream stream, int n, int begin, int end, int logSize) {
    Event event = stream.events().get(n);
    List<byte[]> log = stream.leaves().subList(0, logSize);
    List<byte[]> batch = stream.leaves().subList(begin, end);
    var security =
        JsonObject.builder()
            .put("version", "1.1")
            .put("event_hash", Json.hex(event.hash()))
            .put("hash_algo", "SHA256")
            .put("hash_profile", event.profile());
    if (stream.signed()) {
      security
          .put("signature", eventKey.signBase64(event.hash()))
          .put("sign_algo", "ED25519")
          .put("signing_key_id", eventKey.keyId());
    }
    var proof =
        JsonObject.builder()
            .put("event_id", event.eventId())
            .put("event_hash", Json.hex(event.hash()))
            .put("hash_profile", event.profile())
            .put("policy_id", stream.policyId())
            .put("sequence", n)
            .put("received_at", event.receivedAt())
            .put("security", security.build())
            .put("merkle_algo", "RFC6962")
            .put("batch", inBatch(batchId(stream, begin), batch, n - begin))
            .put("log", inLog(stream.policyId(), log, n))
            .build();
    bundle.put(MadeBundle.event(stream.policyId(), n), event.document());
    bundle.put(MadeBundle.proof(stream.policyId(), n), proof);
  }

  public static JsonObject inBatch(String batchId, List<byte[]> leaves, int index) {
    List<byte[]> path = NaiveTree.path(index, leaves);
    List<String> sides = NaiveTree.sides(index, leaves.size());
    var steps = new ArrayList<JsonObject>();
    for (int i = 0; i < path.size(); i++) {
      steps.add(
          JsonObject.builder()
              .put("hash", Json.hex(path.get(i)))
              .put("position", sides.get(i))
              .build());
    }
    return JsonObject.builder()
        .put("batch_id", batchId)
        .put("merkle_root", Json.hex(NaiveTree.root(leaves)))
        .put("leaf_index", index)
        .put("tree_size", leaves.size())
        .put("audit_path", JsonArray.of(steps))
        .build();
  }

  public static JsonObject inLog(String policyId, List<byte[]> leaves, int index) {
    return JsonObject.builder()
        .put("origin", ORIGIN + "/" + policyId)
        .put("leaf_index", index)
        .put("tree_size", leaves.size())
        .put("root", Json.hex(NaiveTree.root(leaves)))
        .put("audit_path", Json.hexes(NaiveTree.path(index, leaves)))
        .put("checkpoint", MadeBundle.checkpoint(policyId, leaves.size()))
        .build();
  }

  public static String batchId(Stream stream, int begin) {
    return UUID.nameUUIDFromBytes((stream.policyId() + begin).getBytes(Json.UTF_8)).toString();
  }

  private JsonObject batch(Stream stream, int begin, int end, byte[] previous) {
    byte[] root = NaiveTree.root(stream.leaves().subList(begin, end));
    byte[] logRoot = NaiveTree.root(stream.leaves().subList(0, end));
    String origin = ORIGIN + "/" + stream.policyId();
    var record =
        JsonObject.builder()
            .put("batch_id", batchId(stream, begin))
            .put("policy_id", stream.policyId())
            .put("conformance_tier", "GOLD")
            .put("merkle_algo", "RFC6962")
            .put("merkle_root", Json.hex(root))
            .put("event_count", end - begin)
            .put("first_sequence", begin)
            .put("last_sequence", end - 1)
            .put("first_event_id", stream.events().get(begin).eventId())
            .put("last_event_id", stream.events().get(end - 1).eventId())
            .put("first_timestamp", stream.events().get(begin).receivedAt())
            .put("last_timestamp", stream.events().get(end - 1).receivedAt())
            .put("previous_batch_hash", Json.hex(previous))
            .put(
                "checkpoint",
                JsonObject.builder()
                    .put("size", end)
                    .put("root", Json.hex(logRoot))
                    .put("note", checkpointKey.note(origin, end, logRoot))
                    .build())
            .put("sign_algo", "ED25519")
            .put("signing_key_id", checkpointKey.keyId())
            .put("closed_at", time(3600 + end))
            .build();
    return signed(record, checkpointKey);
  }

  /// The record with its hash and its two signatures made anew.
  public static JsonObject signed(JsonObject record, Signer key) {
    JsonObject immutable =
        record.only(
            record.members().keySet().stream()
                .filter(name ->
                    !List.of(
                            "batch_hash",
                            "signature",
                            "record_signature",
                            "anchored_at",
                            "status",
                            "anchors")
                        .contains(name))
                .toList());
    byte[] hash = NaiveTree.sha256(Json.canonical(immutable));
    byte[] root = java.util.HexFormat.of().parseHex(required(record.string("merkle_root")));
    return record
        .with("batch_hash", JsonValue.of(Json.hex(hash)))
        .with("signature", JsonValue.of(key.signBase64(root)))
        .with("record_signature", JsonValue.of(key.signBase64(hash)));
  }

  private void addBatch(MadeBundle bundle, Stream stream, JsonObject record, int begin, int end) {
    var nonce = new BigInteger(63, random).setBit(62);
    byte[] response =
        authority.stamp(
            java.util.HexFormat.of().parseHex(covered(record)),
            nonce,
            START.plusSeconds(3600 + end + 1));
    bundle.put(
        MadeBundle.batch(batchId(stream, begin)),
        anchored(record, nonce, response, "CONFIRMED", end));
    bundle.put(MadeBundle.timeStamp(batchId(stream, begin), 0), response);
    bundle.put(
        MadeBundle.checkpoint(stream.policyId(), end),
        required(java.util.Objects.requireNonNull(record.object("checkpoint")).string("note"))
            .getBytes(Json.UTF_8));
  }

  private String covered(JsonObject record) {
    return required(record.string(format == 1 ? "merkle_root" : "batch_hash"));
  }

  private JsonObject anchored(
      JsonObject record, BigInteger nonce, byte[] response, String status, int end) {
    var anchor =
        JsonObject.builder()
            .put("type", "RFC3161")
            .put("identifier", "tsa.example")
            .put("trust", trust)
            .put("status", status)
            .put("submitted_at", time(3600 + end))
            .put("confirmed_at", time(3600 + end + 1))
            .put("imprint", covered(record))
            .put("nonce", nonce.toString(16))
            .put("stamped_at", time(3600 + end + 1))
            .put("proof", Base64.getEncoder().encodeToString(response))
            .put("error", JsonValue.NULL)
            .build();
    return record
        .with("status", JsonValue.of("ANCHORED"))
        .with("anchored_at", JsonValue.of(time(3600 + end + 1)))
        .with("anchors", JsonArray.of(List.of(anchor)));
  }

  /// `keys.json`, and what `GET /vcp/keys` would answer.
  public JsonObject keys() {
    return JsonObject.builder()
        .put(
            "keys", JsonArray.of(List.of(jwk(eventKey, "event"), jwk(checkpointKey, "checkpoint"))))
        .put(
            "note_keys",
            JsonArray.ofStrings(
                streams.stream()
                    .map(s -> checkpointKey.noteVerifierKey(ORIGIN + "/" + s.policyId()))
                    .toList()))
        .put(
            "time_stamp_authorities",
            JsonArray.of(
                List.of(
                    JsonObject.builder()
                        .put("identifier", "tsa.example")
                        .put("trust", trust)
                        .put("ca_pem", authority.caPem())
                        .build())))
        .build();
  }

  /// A policy file of somebody who knows this world's keys and its authority.
  ///
  /// @param trust of the authority, EXTERNAL or LOCAL
  public JsonObject policy(String trust) {
    JsonObject authority =
        JsonObject.builder()
            .put("identifier", "the one I know")
            .put("trust", trust)
            .put("ca_pem", this.authority.caPem())
            .build();
    return keys()
        .with("format", JsonValue.of("tradewitness-trust/1"))
        .with("time_stamp_authorities", JsonArray.of(List.of(authority)));
  }

  public static JsonObject jwk(Signer key, String purpose) {
    return JsonObject.builder()
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("x", key.jwkX())
        .put("kid", key.keyId())
        .put("use", "sig")
        .put("purpose", purpose)
        .put("not_before", "2026-11-01T00:00:00.000000Z")
        .put("not_after", JsonValue.NULL)
        .build();
  }
}
