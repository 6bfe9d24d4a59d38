package dev.tradewitness.system.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.system.load.Receipts;
import dev.tradewitness.system.reference.OwnJson;
import dev.tradewitness.system.reference.OwnTree;
import dev.tradewitness.system.stack.AnchoredLog;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.CapturedStream.Captured;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.Table;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Streams, logs and receipts say the same.
public final class Leaves {

  private Leaves() {}

  public static SortedMap<String, CapturedStream> everyEventIsInExactlyOneLeaf(
      RunningStack stack, Receipts receipts, Table table) throws IOException {
    Http capture = stack.http("capture");
    Http anchor = stack.http("anchor");
    Map<String, Long> heads = CapturedStream.heads(capture);
    Quiet.await("every log as long as its stream")
        .untilAsserted(() -> {
          for (var head : CapturedStream.heads(capture).entrySet()) {
            assertThat(
                    AnchoredLog.checkpoint(anchor, head.getKey())
                        .map(c -> c.head().size())
                        .orElse(0L))
                .as("signed size of " + head.getKey())
                .isEqualTo(head.getValue());
          }
        });
    var streams = new TreeMap<String, CapturedStream>();
    var ids = new HashSet<String>();
    long leaves = 0;
    for (String policyId : heads.keySet()) {
      CapturedStream stream = CapturedStream.read(capture, policyId);
      streams.put(policyId, stream);
      for (int i = 0; i < stream.events().size(); i++) {
        Captured event = stream.events().get(i);
        assertThat(event.sequence()).as("sequence in " + policyId).isEqualTo(i);
        assertThat(ids.add(event.eventId())).as("second " + event.eventId()).isTrue();
        assertThat(OwnJson.eventHash(event.document())).isEqualTo(event.eventHash());
      }
      assertThat(stream.head()).isEqualTo(stream.events().size());
      leaves += rootIsThatOfTheRawEvents(anchor, stream);
    }
    table.row("streams", streams.size());
    table.row("events captured", ids.size());
    table.row("leaves in signed logs", leaves);
    assertThat(leaves).isEqualTo(ids.size());
    everyReceiptHolds(receipts, streams, table);
    return streams;
  }

  private static long rootIsThatOfTheRawEvents(Http anchor, CapturedStream stream)
      throws IOException {
    List<String> hashes =
        stream.events().stream().map(event -> OwnJson.eventHash(event.document())).toList();
    Checkpoint checkpoint = AnchoredLog.checkpoint(anchor, stream.policyId()).orElseThrow();
    assertThat(checkpoint.head().size()).isEqualTo(hashes.size());
    assertThat(checkpoint.head().root().hex())
        .as("root of " + stream.policyId())
        .isEqualTo(OwnTree.root(hashes));
    assertThat(AnchoredLog.leaves(anchor, stream.policyId(), hashes.size())).isEqualTo(hashes);
    return hashes.size();
  }

  private static void everyReceiptHolds(
      Receipts receipts, Map<String, CapturedStream> streams, Table table) {
    long unacknowledged = 0;
    for (Receipts.Receipt receipt : receipts.byId().values()) {
      CapturedStream stream = streams.get(receipt.policyId());
      assertThat(stream).as("stream of " + receipt).isNotNull();
      Captured event = stream.events().get((int) receipt.sequence());
      assertThat(event.eventId()).isEqualTo(receipt.eventId());
      assertThat(event.eventHash()).isEqualTo(receipt.hash());
    }
    for (CapturedStream stream : streams.values()) {
      if (stream.policyId().startsWith("drill:")) {
        unacknowledged +=
            stream.events().stream()
                .filter(event -> !receipts.byId().containsKey(event.eventId()))
                .count();
      }
    }
    // Every client repeated until it was answered, so nothing may be there without a receipt.
    table.row("HTTP events in streams without a receipt", unacknowledged);
    assertThat(unacknowledged).isZero();
  }
}
