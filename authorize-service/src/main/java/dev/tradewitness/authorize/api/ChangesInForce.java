package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.Change;
import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.admin.ControlRecord;
import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.kit.web.ProblemException;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;

/// Makes a change and answers only what is certain.
final class ChangesInForce {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Ownership ownership;
  private final ControlAdmin controls;

  ChangesInForce(Ownership ownership, ControlAdmin controls) {
    this.ownership = ownership;
    this.controls = controls;
  }

  /// The record of what was done, once every decision made before it is durable or taken back.
  ControlRecord settle(Supplier<Change> change) throws InterruptedException {
    return switch (attempted(change)) {
      case Change.InForce(ControlRecord record) -> {
        if (record.target().kind() == Kind.DESK) {
          var account = new ClientId(record.target().subject());
          ownership.lanes().placeAccount(account, () -> controls.get().desk(account));
        }
        awaitDecisionsBefore();
        yield record;
      }
      case Change.Waits(ControlRecord record) -> record;
      case Change.Rejected(ControlRecord record) -> record;
      case Change.Refused(Change.Refusal why) -> throw refused(why);
      case Change.Unavailable() ->
          throw ProblemException.unavailable(
              "OWNERSHIP_UNKNOWN",
              "The change cannot be stored now; nothing was changed. Send the same change again",
              RETRY_AFTER);
      case Change.NotOwner() ->
          throw ProblemException.unavailable(
              "NOT_OWNER",
              "Another instance decides; nothing was changed. Send the change to that instance",
              RETRY_AFTER);
    };
  }

  private Change attempted(Supplier<Change> change) {
    try {
      return change.get();
    } catch (RuntimeException e) {
      // It may be stored. Nothing is decided until the controls were read again.
      ownership.lost(ownership.tenure());
      throw e;
    }
  }

  private void awaitDecisionsBefore() throws InterruptedException {
    if (!ownership.lanes().awaitDurable()) {
      throw ProblemException.unavailable(
          "NOT_SETTLED",
          "The change is stored and new orders are judged by it, but decisions made before are not"
              + " confirmed yet; send the same change again",
          RETRY_AFTER);
    }
  }

  private static ProblemException refused(Change.Refusal why) {
    return switch (why) {
      case UNKNOWN_CHANGE ->
          ProblemException.of(HttpStatus.NOT_FOUND, why.name(), "No change has this id");
      case OWN_CHANGE ->
          ProblemException.of(HttpStatus.FORBIDDEN, why.name(), "Nobody approves his own change");
      case NOT_AN_APPROVER ->
          ProblemException.of(
              HttpStatus.FORBIDDEN, why.name(), "This person is none of those who may approve");
      case CHANGE_EXPIRED ->
          ProblemException.of(
              HttpStatus.CONFLICT, why.name(), "It waited too long; ask for the change again");
      case CHANGE_SETTLED ->
          ProblemException.of(
              HttpStatus.CONFLICT, why.name(), "It is in force or rejected already");
      case CHANGE_OUTDATED ->
          ProblemException.of(
              HttpStatus.CONFLICT,
              why.name(),
              "The value was changed since this change was asked for; ask for it again");
      case CHANGES_FULL ->
          ProblemException.of(
              HttpStatus.CONFLICT,
              why.name(),
              "Too many changes wait for approval; approve or reject some");
      case REFERENCE_PRICES_FULL ->
          ProblemException.of(
              HttpStatus.CONFLICT,
              why.name(),
              "Too many symbols have a reference price; nothing was changed");
      case POLICY_IN_FORCE ->
          ProblemException.of(HttpStatus.CONFLICT, why.name(), "This policy is in force already");
      case POLICY_UNUSABLE ->
          ProblemException.of(
              HttpStatus.CONFLICT,
              why.name(),
              "The policy cannot judge: it does not compile here, or is not what was recorded");
      case NOTHING_TO_ROLL_BACK ->
          ProblemException.of(
              HttpStatus.CONFLICT,
              why.name(),
              "Only the policy in force can be rolled back, by one step; two people activate any"
                  + " other");
    };
  }
}
