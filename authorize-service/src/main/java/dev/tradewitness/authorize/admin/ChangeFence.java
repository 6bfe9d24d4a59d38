package dev.tradewitness.authorize.admin;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;

/// Proves, inside a transaction, that this instance owns the lanes, and keeps any other instance
/// from taking them over until that transaction ends. So a change is either read by the next owner
/// when it takes over, or refused here.
final class ChangeFence {

  /// What is known about the lanes.
  enum Ownership {
    OURS,
    ANOTHERS,
    /// The lease was locked for longer than the fence waits.
    UNKNOWN
  }

  private final EntityManager entities;
  private final String owner;

  /// @param owner the name under which this instance holds the lanes
  ChangeFence(EntityManager entities, String owner) {
    this.entities = entities;
    this.owner = owner;
  }

  /// Call inside the transaction of the change, before it writes.
  Ownership ownership() {
    return ownership("share");
  }

  /// As [#ownership], once no change is under way: one whose outcome this instance does not know is
  /// stored or taken back by then.
  Ownership ownershipAlone() {
    return ownership("update");
  }

  /// @param lock `share` or `update`
  private Ownership ownership(String lock) {
    try {
      entities.createNativeQuery("set local lock_timeout = '1s'").executeUpdate();
      // A process that stands still here must not keep the lease from its successor.
      entities
          .createNativeQuery("set local idle_in_transaction_session_timeout = '3s'")
          .executeUpdate();
      Object ours =
          entities
              .createNativeQuery(
                  "select count(*) filter (where owner = ?1) = count(*)"
                      + " from (select owner from lane_lease order by lane for %s) lease"
                          .formatted(lock))
              .setParameter(1, owner)
              .getSingleResult();
      return Boolean.TRUE.equals(ours) ? Ownership.OURS : Ownership.ANOTHERS;
    } catch (LockTimeoutException | PessimisticLockException e) {
      return Ownership.UNKNOWN;
    }
  }
}
