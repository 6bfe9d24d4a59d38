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

  /// What targets of a kind had, newest first.
  @Query(
      """
      select r.after from ControlRecord r
      where r.kind = :kind and r.step in :steps and r.after is not null
      order by r.number desc\
      """)
  List<String> values(ControlTarget.Kind kind, Collection<ControlRecord.Step> steps, Limit limit);

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

  /// Of every target, what its newest record says that it has.
  @Query(
      nativeQuery = true,
      value =
          """
          select distinct on (kind, scope, subject, symbol, control)
            kind, scope, subject, symbol, control, value_after as after, number
          from control_record
          where step in ('FOUND', 'IN_FORCE')
          order by kind, scope, subject, symbol, control, number desc\
          """)
  List<NewestValue> newestValues();
}
