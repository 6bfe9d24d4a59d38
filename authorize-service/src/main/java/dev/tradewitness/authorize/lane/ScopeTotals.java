package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.ExposureBook.TotalListener;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What each desk and the firm have open and hold, and how many orders they sent within the last
/// second: the sums over accounts of all lanes. They follow every change of an account and every
/// change that is taken back, so they are what the lanes' journals say together.
///
/// Has a lock of its own. Whoever holds a lane's lock may take it; whoever holds it takes no
/// lane's.
public final class ScopeTotals implements TotalListener, SentListener {

  /// What counts for an account beside its own.
  ///
  /// @param desk none without a desk
  /// @param deskMessages orders of the desk within the last second, see [MessageCounts]
  /// @param firmMessages the same of the firm
  record Together(AccountExposure desk, AccountExposure firm, int deskMessages, int firmMessages) {
    static final Together NONE = new Together(AccountExposure.NONE, AccountExposure.NONE, 0, 0);
  }

  private static final String FIRM = "all";

  private final ReentrantLock lock = new ReentrantLock();
  // Whose exposure is in which desk's sum. Written under the lock.
  private final Map<ClientId, DeskId> placed = new ConcurrentHashMap<>();
  private volatile boolean judgedBy;
  // Guarded by the lock, as the firm's is.
  private final Map<DeskId, AccountExposure> desks = new HashMap<>();
  private AccountExposure firm = AccountExposure.NONE;
  private final MessageCounts<DeskId> deskMessages = new MessageCounts<>();
  private final MessageCounts<String> firmMessages = new MessageCounts<>();

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

  /// Counts an order that went out, for the desk that the account is of now and for the firm. An
  /// account that is assigned to another desk later takes nothing of it along.
  @Override
  public Undo sent(ClientId client, long micros) {
    DeskId desk =
        still(() -> {
          DeskId of = placed.get(client);
          firmMessages.add(FIRM, micros);
          if (of != null) {
            deskMessages.add(of, micros);
          }
          return of;
        });
    return () -> notSent(desk, micros);
  }

  private void notSent(@Nullable DeskId desk, long micros) {
    lock.lock();
    try {
      firmMessages.remove(FIRM, micros);
      if (desk != null) {
        deskMessages.remove(desk, micros);
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

  /// @param nowMicros the time of the order that is judged
  Together of(ClientId client, long nowMicros) {
    return still(() -> {
      DeskId desk = placed.get(client);
      return new Together(
          desk == null ? AccountExposure.NONE : ofDesk(desk),
          firm,
          desk == null ? 0 : deskMessages.count(desk, nowMicros),
          firmMessages.count(FIRM, nowMicros));
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
      deskMessages.clear();
      firmMessages.clear();
    } finally {
      lock.unlock();
    }
  }
}
