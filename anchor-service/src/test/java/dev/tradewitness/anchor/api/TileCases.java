package dev.tradewitness.anchor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.Outsider;
import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.common.canonical.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

public abstract class TileCases extends AnchorServiceCase {

  private static final int WIDTH = 256;

  /// More than one full tile of level 1, so that there is a level 2.
  private static final int SIZE = WIDTH * WIDTH + 3 * WIDTH + 77;

  @Test
  void tilesOfEveryLevelAreThoseOfTheNaiveTreeByteForByte() {
    long seed = System.nanoTime();
    System.out.println("TileCases seed " + seed);
    var random = new Random(seed);
    List<TestEvent> events = captured("test:tiles", SIZE);
    awaitSize("test:tiles", SIZE);
    awaitSigned("test:tiles", SIZE);
    List<byte[]> leaves = hashes(events);

    List<byte[]> row = leaves.stream().map(leaf -> NaiveTree.sha256(new byte[] {0}, leaf)).toList();
    for (int level = 0; level < 3; level++) {
      int full = row.size() / WIDTH;
      for (int tile : new int[] {0, full / 2, full - 1, random.nextInt(Math.max(1, full))}) {
        if (tile >= 0 && tile < full) {
          assertTile("/tile/" + level + "/" + path(tile), row, tile, WIDTH);
          int width = 1 + random.nextInt(WIDTH - 1);
          assertTile("/tile/" + level + "/" + path(tile) + ".p/" + width, row, tile, width);
        }
      }
      int rest = row.size() % WIDTH;
      for (int width : new int[] {1, (rest + 1) / 2, rest}) {
        assertTile("/tile/" + level + "/" + path(full) + ".p/" + width, row, full, width);
      }
      assertNotThere("/tile/" + level + "/" + path(full));
      assertNotThere("/tile/" + level + "/" + path(full) + ".p/" + (rest + 1));
      assertNotThere("/tile/" + level + "/" + path(full + 1) + ".p/1");
      row = roots(row);
    }
    assertNotThere("/tile/3/000.p/1");
    assertNotThere("/tile/7/000.p/1");
    assertEntries(leaves, 0, WIDTH);
    assertEntries(leaves, SIZE / WIDTH - 1, WIDTH);
    assertEntries(leaves, SIZE / WIDTH, SIZE % WIDTH);
    assertEntries(leaves, 5, 17);
    assertNotThere("/tile/entries/" + path(SIZE / WIDTH));

    // A proof in this log climbs over all three levels.
    int index = random.nextInt(SIZE);
    JsonObject log = json(get("/vcp/proof/" + hex(leaves.get(index)) + "?by=hash")).object("log");
    int size = Math.toIntExact(number(log, "tree_size"));
    assertThat(Outsider.rootFrom(leaves.get(index), index, size, log.array("audit_path")))
        .isEqualTo(NaiveTree.root(leaves.subList(0, size)));
  }

  private static List<byte[]> roots(List<byte[]> row) {
    var roots = new ArrayList<byte[]>();
    for (int from = 0; from + WIDTH <= row.size(); from += WIDTH) {
      List<byte[]> level = row.subList(from, from + WIDTH);
      while (level.size() > 1) {
        var above = new ArrayList<byte[]>();
        for (int i = 0; i < level.size(); i += 2) {
          above.add(NaiveTree.sha256(new byte[] {1}, level.get(i), level.get(i + 1)));
        }
        level = above;
      }
      roots.add(level.getFirst());
    }
    return roots;
  }

  private static String path(int tile) {
    return tile < 1000 ? "%03d".formatted(tile) : "x%03d/%03d".formatted(tile / 1000, tile % 1000);
  }

  private void assertTile(String path, List<byte[]> row, int tile, int width) {
    var expected = new ByteArrayOutputStream();
    row.subList(tile * WIDTH, tile * WIDTH + width).forEach(expected::writeBytes);
    assertBytes(path, expected.toByteArray());
  }

  private void assertEntries(List<byte[]> leaves, int tile, int width) {
    var expected = new ByteArrayOutputStream();
    for (byte[] leaf : leaves.subList(tile * WIDTH, tile * WIDTH + width)) {
      expected.writeBytes(new byte[] {0, 32});
      expected.writeBytes(leaf);
    }
    assertBytes(
        "/tile/entries/" + path(tile) + (width == WIDTH ? "" : ".p/" + width),
        expected.toByteArray());
  }

  private void assertBytes(String path, byte[] expected) {
    HttpResponse<byte[]> answer = get("/logs/test:tiles" + path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.body()).as(path).isEqualTo(expected);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
  }

  private void assertNotThere(String path) {
    assertThat(get("/logs/test:tiles" + path).statusCode()).as(path).isEqualTo(404);
  }

  @Test
  void whatIsNoTilesPathIsNotFound() {
    captured("test:paths", 300);
    awaitSize("test:paths", 300);
    awaitSigned("test:paths", 300);
    assertThat(get("/logs/test:paths/tile/0/000").statusCode()).isEqualTo(200);
    for (String path :
        List.of(
            "0/0",
            "0/0000",
            "0/x000/000",
            "0/000/",
            "0/000.p",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/-01",
            "0/000.p/1/2",
            "0/",
            "8/000.p/1",
            "-1/000",
            "0/001.p/45",
            "0/x999/x999/x999/x999/x999/999",
            "entries/1",
            "entries/000.p/300",
            "data/000")) {
      assertThat(get("/logs/test:paths/tile/" + path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get("/logs/test:nobody/tile/0/000").statusCode()).isEqualTo(404);
    assertThat(get("/logs/a%20b/tile/0/000").statusCode()).isEqualTo(400);
  }

  @Test
  void aCheckpointIsAskedForAnewAndATileIsKept() {
    captured("test:caching", 2);
    awaitSigned("test:caching", 2);
    HttpResponse<byte[]> checkpoint = get("/logs/test:caching/checkpoint");
    assertThat(checkpoint.headers().firstValue("Content-Type").orElse(""))
        .isEqualToIgnoringCase("text/plain;charset=utf-8");
    assertThat(checkpoint.headers().firstValue("Cache-Control")).hasValue("no-cache");
  }

  private void awaitSigned(String policyId, long size) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(text("/logs/" + policyId + "/checkpoint").split("\n")[1])
                .isEqualTo(Long.toString(size)));
  }
}
