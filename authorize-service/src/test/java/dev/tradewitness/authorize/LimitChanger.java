package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.RunningService.Reply;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/// Lowers one limit step by step, at whichever of two instances decides, and sends a step again
/// until it is answered.
final class LimitChanger implements Callable<List<Integer>> {

  static final String ACCOUNT = "lowered";

  private static final int FIRST = 1_000_000;

  private final List<ServiceProcess> instances;
  private final BooleanSupplier goOn;
  private final long end;

  LimitChanger(List<ServiceProcess> instances, Duration patience, BooleanSupplier goOn) {
    this.instances = instances;
    this.goOn = goOn;
    this.end = System.nanoTime() + patience.toNanos();
  }

  /// The amounts that were answered as in force, in their order.
  @Override
  public List<Integer> call() throws InterruptedException {
    var answered = new ArrayList<Integer>();
    for (int amount = FIRST; goOn.getAsBoolean(); amount--) {
      for (int asked = 0; !isInForce(instances.get(asked % 2), amount); asked++) {
        assertThat(System.nanoTime()).as("the other one goes on").isLessThan(end);
        Thread.sleep(10);
      }
      answered.add(amount);
    }
    return answered;
  }

  private static boolean isInForce(ServiceProcess asked, int amount) {
    try {
      Reply reply =
          asked.post(
              "/v1/limits",
              """
              {"scope":"ACCOUNT","subject":"%s","control":"MAX_ORDER_QTY","amount":%d,
               "reason":"drill","author":"ops"}\
              """
                  .formatted(ACCOUNT, amount));
      assertThat(reply.status()).as("%s", reply.body()).isIn(200, 503);
      return reply.status() == 200;
    } catch (UncheckedIOException e) {
      return false; // killed, or not there yet
    }
  }
}
