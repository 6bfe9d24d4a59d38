package dev.tradewitness.system.stack;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.system.reference.OwnJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// An evidence bundle as a file, and the verifier as a program of its own.
public final class Evidence {

  private static final Duration ANCHORED_LIMIT = Duration.ofSeconds(60);
  private static final Duration VERIFIER_LIMIT = Duration.ofSeconds(60);

  private final Path file;

  private Evidence(Path file) {
    this.file = file;
  }

  /// The bundle of one event, downloaded once its batch is closed and anchored.
  public static Evidence ofEvent(RunningStack stack, String eventId) throws IOException {
    Http anchor = stack.http("anchor");
    awaitAnchored(anchor, eventId);
    byte[] zip = anchor.get("/vcp/evidence?event_id=" + eventId).expect(200).body();
    Path file = stack.data().resolve("evidence").resolve(eventId + ".zip");
    Files.createDirectories(file.getParent());
    Files.write(file, zip);
    return new Evidence(file);
  }

  /// The record of the event's batch, as soon as every anchor of it is confirmed.
  public static JsonObject awaitAnchored(Http anchor, String eventId) throws IOException {
    long end = System.nanoTime() + ANCHORED_LIMIT.toNanos();
    String last = "none";
    while (System.nanoTime() < end) {
      Http.Answer proof = anchor.get("/vcp/events/" + eventId + "/proof");
      last = proof.text();
      if (proof.status() == 200) {
        String batchId = CapturedStream.text(proof.json().object("batch"), "batch_id");
        Http.Answer batch = anchor.get("/vcp/anchors/" + batchId);
        last = batch.text();
        if (batch.status() == 200 && "ANCHORED".equals(batch.json().string("status"))) {
          return batch.json();
        }
      } else {
        anchor.post("/vcp/anchor", new byte[0], Map.of());
      }
      pause();
    }
    throw new AssertionError("event " + eventId + " is not anchored: " + last);
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  public Program.Outcome verify() {
    return verify(List.of(file));
  }

  private static Program.Outcome verify(List<Path> files) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-jar");
    command.add(RunningStack.home().resolve("verifier/target/verifier.jar").toString());
    // Bundles are in a folder of their stack's data, where its policy is.
    Path data = files.getFirst().getParent().getParent();
    command.addAll(List.of("--trust", Stack.trustPolicy(data).toString()));
    files.forEach(file -> command.add(file.toString()));
    return Program.run(RunningStack.home(), VERIFIER_LIMIT, Map.of(), command);
  }

  /// All of them in one run of the verifier.
  public static Program.Outcome verifyAll(List<Evidence> bundles) {
    return verify(bundles.stream().map(bundle -> bundle.file).toList());
  }

  /// The members with the given ending, by path.
  public SequencedMap<String, byte[]> members(String ending) throws IOException {
    var members = new LinkedHashMap<String, byte[]>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(ending)) {
          members.put(entry.getName(), zip.readAllBytes());
        }
      }
    }
    return members;
  }

  /// A copy in which the first event says something else and the manifest agrees with it: only the
  /// cryptography can tell.
  public Evidence tampered() throws IOException {
    var members = members("");
    String event =
        members.keySet().stream()
            .filter(path -> path.startsWith("events/"))
            .findFirst()
            .orElseThrow();
    String document = new String(members.get(event), StandardCharsets.UTF_8);
    String changed = document.replaceFirst("\"header\"\\s*:\\s*\\{", "$0\"added\":\"later\",");
    if (changed.equals(document)) {
      throw new AssertionError("no header in " + document);
    }
    members.put(event, changed.getBytes(StandardCharsets.UTF_8));
    members.put("manifest.json", manifest(members, event));
    Path copy = file.resolveSibling("tampered-" + file.getFileName());
    Files.write(copy, zip(members));
    return new Evidence(copy);
  }

  @SuppressWarnings("unchecked") // the manifest's own layout
  private static byte[] manifest(Map<String, byte[]> members, String changed) {
    Map<String, Object> manifest = OwnJson.object(members.get("manifest.json"));
    for (var listed : (List<Map<String, Object>>) manifest.get("members")) {
      if (changed.equals(listed.get("path"))) {
        byte[] content = members.get(changed);
        listed.put("sha256", HexFormat.of().formatHex(OwnJson.sha256(content)));
        listed.put("size", content.length);
      }
    }
    return OwnJson.canonical(manifest).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] zip(SequencedMap<String, byte[]> members) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var original = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
        var copy = new ZipOutputStream(bytes)) {
      for (var member : members.entrySet()) {
        // From the original's entry, so that time and fields are the same.
        var entry = new ZipEntry(original.getNextEntry());
        entry.setCompressedSize(-1);
        var fresh = new ZipEntry(entry);
        fresh.setMethod(ZipEntry.DEFLATED);
        copy.putNextEntry(sized(fresh, member.getValue()));
        copy.write(member.getValue());
        copy.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static ZipEntry sized(ZipEntry entry, byte[] content) {
    var crc = new java.util.zip.CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    entry.setSize(content.length);
    return entry;
  }
}
