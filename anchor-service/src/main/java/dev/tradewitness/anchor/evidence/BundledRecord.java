package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.anchoring.AnchorJob;
import dev.tradewitness.anchor.anchoring.AnchorReceipt;
import dev.tradewitness.anchor.batch.Batch;
import dev.tradewitness.anchor.batch.BatchRecords;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Rfc3339;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A batch record as bundles carry it: of its anchors only the confirmed ones, and of those what
/// never changes. Attempts at another target would otherwise change the bytes of the same evidence.
final class BundledRecord {

  private BundledRecord() {}

  /// @param confirmed jobs with a receipt, in the order of the `.tsr` members
  static JsonObject of(Batch batch, List<AnchorJob> confirmed) {
    return BatchRecords.of(batch, List.of())
        .with("anchors", JsonArray.of(confirmed.stream().map(BundledRecord::anchor).toList()));
  }

  private static JsonValue anchor(AnchorJob job) {
    AnchorReceipt receipt = job.receipt();
    if (receipt == null) {
      throw new IllegalArgumentException("job %d is not confirmed".formatted(job.jobId()));
    }
    return JsonObject.builder()
        .put("type", job.target().type())
        .put("identifier", job.target().name())
        .put("trust", job.target().trust().name())
        .put("status", "CONFIRMED")
        .put("imprint", job.imprint().hex())
        .putOrNull("nonce", nonce(job))
        .put("confirmed_at", Rfc3339.text(receipt.confirmedAt()))
        .put("stamped_at", Rfc3339.text(receipt.stampedAt()))
        .put("proof", Base64.getEncoder().encodeToString(receipt.proof()))
        .build();
  }

  private static @Nullable String nonce(AnchorJob job) {
    return job.nonce() == null ? null : job.nonce().toString(16);
  }
}
