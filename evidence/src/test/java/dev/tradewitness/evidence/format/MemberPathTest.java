package dev.tradewitness.evidence.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemberPathTest {

  private static final Place PLACE = new Place("org.example:desk-1", 42);

  private static final List<MemberPath> ALL =
      List.of(
          new MemberPath.Manifest(),
          new MemberPath.Event(PLACE),
          new MemberPath.Proof(PLACE),
          new MemberPath.Batch("01a22837-d160-7964-b144-1166f7f5fcdf"),
          new MemberPath.Checkpoint(PLACE),
          new MemberPath.Consistency("org.example:desk-1", 1, (1L << 53) - 1),
          new MemberPath.TimeStamp("01a22837-d160-7964-b144-1166f7f5fcdf", 10),
          new MemberPath.Keys(),
          new MemberPath.Report());

  @Test
  void whatIsWrittenIsRead() {
    assertThat(ALL).allSatisfy(path -> assertThat(MemberPath.parse(path.text())).contains(path));
  }

  @Test
  void pathsAreTheOnesOfTheDocument() {
    assertThat(ALL)
        .extracting(MemberPath::text)
        .containsExactly(
            "manifest.json",
            "events/org.example~desk-1/00000000000000000042.json",
            "proofs/org.example~desk-1/00000000000000000042.json",
            "batches/01a22837-d160-7964-b144-1166f7f5fcdf.json",
            "checkpoints/org.example~desk-1/00000000000000000042.txt",
            "consistency/org.example~desk-1/00000000000000000001-00009007199254740991.json",
            "anchors/01a22837-d160-7964-b144-1166f7f5fcdf/10.tsr",
            "keys.json",
            "report.html");
  }

  @Test
  void anythingElseIsNotAMember() {
    for (String path :
        List.of(
            "",
            "Manifest.json",
            "manifest.json/",
            "events/desk/42.json",
            "events/desk/00000000000000000042.txt",
            "events/de sk/00000000000000000042.json",
            "events/desk/99999999999999999999.json",
            "anchors/b/01.tsr",
            "anchors/b/100.tsr",
            "anchors/b/0.ots",
            "report.htm")) {
      assertThat(MemberPath.parse(path)).as(path).isEmpty();
    }
  }
}
