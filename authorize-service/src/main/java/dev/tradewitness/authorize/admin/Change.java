package dev.tradewitness.authorize.admin;

/// What became of a change of controls, or of its approval.
public sealed interface Change {

  /// Stored, and every decision from now on is judged by it.
  record InForce(ControlRecord record) implements Change {}

  /// Stored, and in force once a second person approves it.
  record Waits(ControlRecord record) implements Change {}

  /// Stored: it will never be in force.
  record Rejected(ControlRecord record) implements Change {}

  /// Nothing was changed, for a reason that stays.
  record Refused(Refusal why) implements Change {}

  /// Nothing was changed: who owns the lanes could not be told in time.
  record Unavailable() implements Change {}

  /// Nothing was changed: another instance decides.
  record NotOwner() implements Change {}

  /// Why a change, an approval or a rejection is refused.
  enum Refusal {
    /// No change has this id.
    UNKNOWN_CHANGE,
    /// Nobody approves his own change.
    OWN_CHANGE,
    /// The person is none of those who may approve.
    NOT_AN_APPROVER,
    /// It waited for longer than changes may.
    CHANGE_EXPIRED,
    /// It is in force or rejected already.
    CHANGE_SETTLED,
    /// The value was changed since it was asked for: what was approved is not what would happen.
    CHANGE_OUTDATED,
    /// As many changes wait as may.
    CHANGES_FULL,
    /// As many symbols have a reference price as may.
    REFERENCE_PRICES_FULL,
    /// The policy is in force already.
    POLICY_IN_FORCE,
    /// The policy does not compile, or is not the document that was recorded.
    POLICY_UNUSABLE,
    /// The policy is not the one in force, or the one before it was rolled back to before.
    NOTHING_TO_ROLL_BACK
  }
}
