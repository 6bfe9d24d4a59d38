package dev.tradewitness.authorize.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tradewitness.authorize.admin.ChangeEffect;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.authorize.admin.ControlTarget;
import dev.tradewitness.common.wire.Rfc3339;
import org.jspecify.annotations.Nullable;

/// A control record as the API shows it.
///
/// @param number of the record, and the revision that decisions name once it is in force
/// @param before the value before the change, in its one form; null when there was none
@JsonInclude(JsonInclude.Include.ALWAYS)
record ChangeBody(
    String changeId,
    ControlRecord.Step status,
    long number,
    ControlTarget.Kind kind,
    String scope,
    String subject,
    @Nullable String symbol,
    @Nullable String control,
    @Nullable String before,
    @Nullable String after,
    @Nullable ChangeEffect effect,
    @Nullable Long basedOn,
    String reason,
    String author,
    String actor,
    @Nullable String comment,
    String identity,
    String recordedAt,
    @Nullable String expiresAt,
    String digest) {

  static ChangeBody of(ControlRecord record) {
    ControlTarget target = record.target();
    return new ChangeBody(
        record.changeId().toString(),
        record.step(),
        record.number(),
        target.kind(),
        target.scope().name(),
        target.subject(),
        target.symbol(),
        target.control() == null ? null : target.control().name(),
        record.before(),
        record.after(),
        record.effect(),
        record.basedOn(),
        record.reason(),
        record.author(),
        record.actor(),
        record.comment(),
        "unverified",
        Rfc3339.text(record.recordedAt()),
        record.expiresAt() == null ? null : Rfc3339.text(record.expiresAt()),
        record.digest());
  }
}
