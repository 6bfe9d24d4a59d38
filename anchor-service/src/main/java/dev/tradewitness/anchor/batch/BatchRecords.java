package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.anchoring.AnchorJob;
import dev.tradewitness.anchor.anchoring.AnchorReceipt;
import dev.tradewitness.anchor.anchoring.JobState;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The batch record as HTTP, `vcp.anchors` and evidence bundles show it: the signed members as they
/// were hashed, then those that change.
public final class BatchRecords {

  private BatchRecords() {}

  public static JsonObject of(Batch batch, List<AnchorJob> jobs) {
    return JsonObject.builder()
        .putAll(batch.immutable().members())
        .put("batch_hash", batch.batchHash().hex())
        .put("signature", batch.signature())
        .put("record_signature", batch.recordSignature())
        .putOrNull("anchored_at", text(batch.anchoredAt()))
        .put("status", batch.status().name())
        .put("anchors", anchors(jobs))
        .build();
  }

  public static JsonValue anchors(List<AnchorJob> jobs) {
    return JsonArray.of(jobs.stream().map(BatchRecords::anchor).toList());
  }

  private static JsonValue anchor(AnchorJob job) {
    AnchorReceipt receipt = job.receipt();
    return JsonObject.builder()
        .put("type", job.target().type())
        .put("identifier", job.target().name())
        .put("url", job.target().url())
        .put("trust", job.target().trust().name())
        .put("status", status(job.state()))
        .put("attempts", job.attempts())
        .put("imprint", job.imprint().hex())
        .putOrNull("nonce", job.nonce() == null ? null : job.nonce().toString(16))
        .putOrNull("submitted_at", text(job.submittedAt()))
        .putOrNull("confirmed_at", receipt == null ? null : text(receipt.confirmedAt()))
        .putOrNull("stamped_at", receipt == null ? null : text(receipt.stampedAt()))
        .putOrNull(
            "proof", receipt == null ? null : Base64.getEncoder().encodeToString(receipt.proof()))
        .putOrNull("error", job.error().isEmpty() ? null : job.error())
        .build();
  }

  /// Outside nobody needs to know that a request is on its way.
  private static String status(JobState state) {
    return switch (state) {
      case PENDING, SUBMITTED -> "PENDING";
      case CONFIRMED -> "CONFIRMED";
      case FAILED -> "FAILED";
    };
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : Rfc3339.text(instant);
  }
}
