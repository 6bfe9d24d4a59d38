package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.decision.Scope;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Reads control records. [ControlLedger] writes them.
interface ControlRecords extends Repository<ControlRecord, Long> {

  Optional<ControlRecord> findByNumber(long number);

  Optional<ControlRecord> findFirstByOrderByNumberDesc();

  Optional<ControlRecord> findFirstByStepInOrderByNumberDesc(Collection<ControlRecord.Step> steps);

  List<ControlRecord> findByChangeIdOrderByNumber(UUID changeId);

  List<ControlRecord> findByNumberLessThanOrderByNumberDesc(long before, Limit limit);

  List<ControlRecord> findByNumberGreaterThanOrderByNumber(long after, Limit limit);

  /// Requests that nobody settled and that have not expired, oldest first.
  @Query(
      """
      select r from ControlRecord r
      where r.step = REQUESTED and r.expiresAt > :now
        and not exists (
          select 1 from ControlRecord s where s.changeId = r.changeId and s.step <> REQUESTED)
      order by r.number\
      """)
  List<ControlRecord> waiting(Instant now, Limit limit);

  List<ControlRecord> findByKindAndStepInOrderByNumberDesc(
      ControlTarget.Kind kind, Collection<ControlRecord.Step> steps, Limit limit);

  /// What a target has, and by which record.
  interface NewestValue {
    ControlTarget.Kind getKind();

    Scope getScope();

    String getSubject();

    @Nullable String getSymbol();

    RiskLimit.@Nullable Control getControl();

    @Nullable String getAfter();

    long getNumber();
  }

  /// Of every target, what its newest record says that it has. Of prices, which may come many times
  /// a second and have one target, only the newest record is read.
  @Query(
      nativeQuery = true,
      value =
          """
          (select distinct on (kind, scope, subject, symbol, control)
             kind, scope, subject, symbol, control, value_after as after, number
           from control_record
           where step in ('FOUND', 'IN_FORCE') and kind < 'REFERENCE_PRICES'
           order by kind, scope, subject, symbol, control, number desc)
          union all
          (select distinct on (kind, scope, subject, symbol, control)
             kind, scope, subject, symbol, control, value_after as after, number
           from control_record
           where step in ('FOUND', 'IN_FORCE') and kind > 'REFERENCE_PRICES'
           order by kind, scope, subject, symbol, control, number desc)
          union all
          (select kind, scope, subject, symbol, control, value_after as after, number
           from control_record
           where step in ('FOUND', 'IN_FORCE') and kind = 'REFERENCE_PRICES'
             and scope = 'FIRM' and subject = 'all' and symbol is null and control is null
           order by number desc limit 1)\
          """)
  List<NewestValue> newestValues();
}
