package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.ExposureBook.TotalListener;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What each desk and the firm have open and hold: the sums over accounts of all lanes. They follow
/// every change of an account and every change that is taken back, so they are what the lanes'
/// journals say together.
///
/// Has a lock of its own. Whoever holds a lane's lock may take it; whoever holds it takes no
/// lane's.
public final class ScopeTotals implements TotalListener {

  /// What counts for an account beside its own.
  ///
  /// @param desk none without a desk
  record Together(AccountExposure desk, AccountExposure firm) {
    static final Together NONE = new Together(AccountExposure.NONE, AccountExposure.NONE);
  }

  private final ReentrantLock lock = new ReentrantLock();
  // Whose exposure is in which desk's sum. Written under the lock.
  private final Map<ClientId, DeskId> placed = new ConcurrentHashMap<>();
  private volatile boolean judgedBy;
  // Guarded by the lock, as the firm's is.
  private final Map<DeskId, AccountExposure> desks = new HashMap<>();
  private AccountExposure firm = AccountExposure.NONE;

  @Override
  public void changed(ClientId client, AccountExposure had, AccountExposure has) {
    lock.lock();
    try {
      firm = firm.replacing(had, has);
      DeskId desk = placed.get(client);
      if (desk != null) {
        replace(desk, had, has);
      }
    } finally {
      lock.unlock();
    }
  }

  private void replace(DeskId desk, AccountExposure had, AccountExposure has) {
    AccountExposure sum = desks.getOrDefault(desk, AccountExposure.NONE).replacing(had, has);
    if (sum.isNone()) {
      desks.remove(desk);
    } else {
      desks.put(desk, sum);
    }
  }

  /// Whether any order was judged by the sums so far. Until then nothing depends on the order in
  /// which lanes change them.
  boolean isJudgedBy() {
    return judgedBy;
  }

  /// Judges by the sums while none of them changes: the judgement and what is added then are one
  /// step for all lanes.
  <T> T judge(Supplier<T> work) {
    judgedBy = true;
    return still(work);
  }

  /// Does something while no sum changes.
  <T extends @Nullable Object> T still(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  Together of(ClientId client) {
    return still(() -> {
      DeskId desk = placed.get(client);
      return new Together(desk == null ? AccountExposure.NONE : ofDesk(desk), firm);
    });
  }

  public AccountExposure firm() {
    return still(() -> firm);
  }

  public AccountExposure desk(DeskId desk) {
    return still(() -> ofDesk(desk));
  }

  private AccountExposure ofDesk(DeskId desk) {
    return desks.getOrDefault(desk, AccountExposure.NONE);
  }

  boolean isPlaced(ClientId client, @Nullable DeskId desk) {
    return Objects.equals(placed.get(client), desk);
  }

  /// Has an account counted in this desk's sum and in no other. Call under the lock of its lane.
  ///
  /// @param total what the account has now
  void place(ClientId client, @Nullable DeskId desk, AccountExposure total) {
    lock.lock();
    try {
      DeskId was = desk == null ? placed.remove(client) : placed.put(client, desk);
      if (Objects.equals(was, desk)) {
        return;
      }
      if (was != null) {
        replace(was, total, AccountExposure.NONE);
      }
      if (desk != null) {
        replace(desk, AccountExposure.NONE, total);
      }
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      placed.clear();
      desks.clear();
      firm = AccountExposure.NONE;
    } finally {
      lock.unlock();
    }
  }
}
