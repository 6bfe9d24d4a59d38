package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.Change;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Shows who changed what, and what waits for a second person.
@RestController
class ChangeReads {

  private static final int LIMIT_MAX = 200;
  private static final int LIMIT_DEFAULT = 100;

  private final ControlAdmin controls;
  private final AdminReads reads;

  ChangeReads(ControlAdmin controls, AdminReads reads) {
    this.controls = controls;
    this.reads = reads;
  }

  /// @param next the parameter `before` of the next page; null on the last one
  record ChangesBody(List<ChangeBody> changes, @Nullable Long next) {}

  /// Records, newest first.
  @GetMapping("/v1/changes")
  ChangesBody changes(@Query({"before", "limit"}) QueryReader query) throws InterruptedException {
    long before = query.number("before", 1, Long.MAX_VALUE, Long.MAX_VALUE);
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT_DEFAULT);
    query.requireNoViolation();
    List<ControlRecord> records = reads.read(() -> controls.recordsBefore(before, limit));
    return new ChangesBody(
        bodies(records), records.size() < limit ? null : records.getLast().number());
  }

  record WaitingBody(List<ChangeBody> changes) {}

  /// What waits for a second person, oldest first.
  @GetMapping("/v1/changes/waiting")
  WaitingBody waiting() throws InterruptedException {
    return new WaitingBody(bodies(reads.read(controls::waiting)));
  }

  record StepsBody(List<ChangeBody> steps) {}

  /// The steps of one change, first to last.
  @GetMapping("/v1/changes/{change}")
  StepsBody change(@PathVariable("change") String change) throws InterruptedException {
    UUID id = Targets.change(change);
    List<ControlRecord> steps = reads.read(() -> controls.steps(id));
    if (steps.isEmpty()) {
      throw ProblemException.of(
          HttpStatus.NOT_FOUND, Change.Refusal.UNKNOWN_CHANGE.name(), "No change has this id");
    }
    return new StepsBody(bodies(steps));
  }

  private static List<ChangeBody> bodies(List<ControlRecord> records) {
    return records.stream().map(ChangeBody::of).toList();
  }
}
