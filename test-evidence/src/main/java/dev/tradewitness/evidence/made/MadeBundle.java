package dev.tradewitness.evidence.made;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The members of a bundle, open to every change; [#zip] lists them in a manifest that fits, as any
/// forger could.
public final class MadeBundle {

  private static final List<String> ORDER =
      List.of(
          "manifest.json",
          "events/",
          "proofs/",
          "batches/",
          "checkpoints/",
          "consistency/",
          "anchors/",
          "keys.json",
          "report.html");

  private final String origin;
  private final int format;
  private final List<JsonObject> streams = new ArrayList<>();
  private final TreeMap<String, byte[]> members = new TreeMap<>();

  MadeBundle(String origin, int format) {
    this.origin = origin;
    this.format = format;
    put("report.html", "<!doctype html><title>Evidence</title>".getBytes(Json.UTF_8));
  }

  void stream(String policyId, long first, long last) {
    streams.add(
        JsonObject.builder()
            .put("policy_id", policyId)
            .put("first_sequence", first)
            .put("last_sequence", last)
            .build());
  }

  MadeBundle keys(JsonObject keys) {
    return put("keys.json", keys);
  }

  public MadeBundle put(String path, JsonObject json) {
    return put(path, Json.canonical(json));
  }

  public MadeBundle put(String path, byte[] bytes) {
    members.put(path, bytes);
    return this;
  }

  public byte[] get(String path) {
    return Objects.requireNonNull(members.get(path), path);
  }

  public JsonObject json(String path) {
    return Json.read(get(path));
  }

  public MadeBundle edit(String path, UnaryOperator<JsonObject> change) {
    return put(path, change.apply(json(path)));
  }

  public MadeBundle drop(String path) {
    Objects.requireNonNull(members.remove(path), path);
    return this;
  }

  public List<String> paths() {
    return List.copyOf(members.keySet());
  }

  /// The manifest that fits.
  public JsonObject manifest() {
    return JsonObject.builder()
        .put("format", "tradewitness-evidence/" + format)
        .put("origin", origin)
        .put("streams", JsonArray.of(streams))
        .put(
            "members",
            JsonArray.of(
                ordered().entrySet().stream()
                    .map(member ->
                        JsonObject.builder()
                            .put("path", member.getKey())
                            .put("sha256", Json.hex(NaiveTree.sha256(member.getValue())))
                            .put("size", member.getValue().length)
                            .build())
                    .toList()))
        .build();
  }

  private SortedMap<String, byte[]> ordered() {
    var ordered =
        new TreeMap<String, byte[]>(
            Comparator.comparingInt(MadeBundle::row).thenComparing(Comparator.naturalOrder()));
    ordered.putAll(members);
    return ordered;
  }

  private static int row(String path) {
    for (int i = 0; i < ORDER.size(); i++) {
      if (path.startsWith(ORDER.get(i))) {
        return i;
      }
    }
    return ORDER.size();
  }

  public byte[] zip() {
    return zip(Json.canonical(manifest()));
  }

  /// The archive with a manifest of the test's choice.
  public byte[] zip(byte[] manifest) {
    Map<String, byte[]> all = ordered();
    all.put("manifest.json", manifest);
    return zip(all);
  }

  public static byte[] zip(Map<String, byte[]> all) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : all.entrySet()) {
        var entry = new ZipEntry(member.getKey());
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(member.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  public static String event(String policyId, long sequence) {
    return "events/%s/%020d.json".formatted(policyId.replace(':', '~'), sequence);
  }

  public static String proof(String policyId, long sequence) {
    return "proofs/%s/%020d.json".formatted(policyId.replace(':', '~'), sequence);
  }

  public static String batch(String batchId) {
    return "batches/%s.json".formatted(batchId);
  }

  public static String timeStamp(String batchId, int n) {
    return "anchors/%s/%d.tsr".formatted(batchId, n);
  }

  public static String checkpoint(String policyId, long size) {
    return "checkpoints/%s/%020d.txt".formatted(policyId.replace(':', '~'), size);
  }

  public static String consistency(String policyId, long first, long second) {
    return "consistency/%s/%020d-%020d.json".formatted(policyId.replace(':', '~'), first, second);
  }
}
