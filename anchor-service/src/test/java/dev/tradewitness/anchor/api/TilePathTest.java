package dev.tradewitness.anchor.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {

  // The second and third are C2SP tlog-tiles' own example, 1234067.
  @ParameterizedTest
  @CsvSource({
    "000, 0, 256",
    "x001/x234/067, 1234067, 256",
    "x001/x234/067.p/8, 1234067, 8",
    "999, 999, 256",
    "x001/000, 1000, 256",
    "000.p/1, 0, 1",
    "000.p/255, 0, 255",
    "x999/x999/x999/x999/x999/999, 999999999999999999, 256"
  })
  void readsTheStandardsForm(String path, long index, int width) {
    assertThat(TilePath.parse(path)).contains(new TilePath(index, width));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "00",
        "0000",
        "x000/000",
        "x000/001",
        "x000/x001/000",
        "001/000",
        "x001",
        "x001/",
        "/000",
        "000/",
        " 000",
        "000\n",
        "000.p",
        "000.p/",
        "000.p/0",
        "000.p/00",
        "000.p/01",
        "000.p/256",
        "000.p/999",
        "000.p/1000",
        "000.p/-1",
        "000.p/1/",
        "-01",
        "+01",
        "x-01/000",
        "X001/000",
        "x01/000",
        "x1234/000",
        "٠٠٠",
        "0x0",
        "x001/x001/x001/x001/x001/x001/000"
      })
  void refusesEverythingElse(String path) {
    assertThat(TilePath.parse(path)).isEmpty();
  }

  private static String written(long index, int width) {
    String path = "%03d".formatted(index % 1000);
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path = "x%03d/".formatted(rest % 1000) + path;
    }
    return width == 256 ? path : path + ".p/" + width;
  }

  @Test
  void everyTileHasOnePathAndEveryPathThatIsReadIsThatOne() {
    long seed = System.nanoTime();
    System.out.println("TilePathTest seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      var tile =
          new TilePath(
              random.nextLong(1_000_000_000_000_000_000L) >>> random.nextInt(60),
              1 + random.nextInt(256));
      String path = written(tile.index(), tile.width());
      assertThat(TilePath.parse(path)).as(path).contains(tile);
      assertThatOneFormIsRead(changed(path, random));
    }
  }

  @Test
  void noTextMakesTheParserFail() {
    long seed = System.nanoTime();
    System.out.println("TilePathTest seed " + seed);
    var random = new Random(seed);
    String alphabet = "0123456789xxx///..pp-%é\0";
    for (int i = 0; i < 50_000; i++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThatOneFormIsRead(text.toString());
    }
  }

  private static String changed(String path, Random random) {
    var text = new StringBuilder(path);
    int at = random.nextInt(text.length());
    switch (random.nextInt(3)) {
      case 0 -> text.deleteCharAt(at);
      case 1 -> text.insert(at, "0x/.p9".charAt(random.nextInt(6)));
      default -> text.setCharAt(at, "0x/.p9".charAt(random.nextInt(6)));
    }
    return text.toString();
  }

  private static void assertThatOneFormIsRead(String text) {
    Optional<TilePath> read = TilePath.parse(text);
    read.ifPresent(tile ->
        assertThat(written(tile.index(), tile.width())).as("what was read").isEqualTo(text));
  }
}
