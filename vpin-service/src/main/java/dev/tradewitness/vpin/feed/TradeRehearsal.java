package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.warmup.HotPath;
import dev.tradewitness.kit.warmup.Rehearsal;
import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.state.PairState;
import dev.tradewitness.vpin.state.PartitionClaim;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Trades from bytes to readings in a book of its own. Nothing is committed or published.
final class TradeRehearsal implements Rehearsal {

  private static final int PAIRS = 10;
  private static final int PAIR_CHARS_MAX = 64;

  private final ClassifierKind classifier;

  TradeRehearsal(ClassifierKind classifier) {
    this.classifier = classifier;
  }

  @Override
  public List<HotPath> paths() {
    // Of the configured parameters only the classifier chooses code.
    return List.of(
        new Trades(new VpinParameters(10_000, 50, 100, VolumeUnit.QUOTE, classifier, 10)));
  }

  /// Nothing is stored: every pair is new.
  private static final class NoHomes implements PairHomes {

    @Override
    public void begin() {}

    @Override
    public Home find(String pair, OwnedPartition from, long sent) {
      return new Home.Unknown();
    }

    @Override
    public Optional<PairState.Stored> load(String pair) {
      return Optional.empty();
    }

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public int keyed(String pair, int partitions) {
      return 0;
    }

    @Override
    public void forget() {}
  }

  private static final class Trades implements HotPath {

    // A poll; what a commit would store is made after each.
    private static final int TRADES = 200;

    private final TradeDecoder decoder =
        new TradeDecoder(new PairNames(PAIR_CHARS_MAX, PAIRS), Instant.EPOCH);
    private final PairBook book;
    private final OwnedPartition partition;
    private final SplittableRandom random = new SplittableRandom();

    Trades(VpinParameters parameters) {
      book = new PairBook(parameters, new PairBounds(PAIRS, Duration.ofHours(1)), new NoHomes());
      partition = book.open(new PartitionClaim(0, 1, 0L, 0, null), 0, List.of());
    }

    @Override
    public String name() {
      return "trades";
    }

    @Override
    public void round(int number) {
      book.begin(number);
      for (int i = 0; i < TRADES; i++) {
        if (!(decoder.decode(trade(number)) instanceof Trade trade)
            || book.accept(partition, trade, number) != Verdict.Taken.COUNTED) {
          throw new IllegalStateException("the rehearsal's own trade was refused");
        }
      }
      partition.passed(number);
      book.pending();
      book.committed();
    }

    private byte[] trade(int number) {
      int cents = 9_000 + random.nextInt(2_000);
      int size = 1 + random.nextInt(900);
      return ("{\"pair\":\"REHEARSAL-"
              + random.nextInt(PAIRS)
              + "\",\"timestamp\":"
              + (1_700_000_000_000L + number)
              + ",\"price\":"
              + cents / 100
              + '.'
              + (10 + cents % 90)
              + ",\"size\":"
              + size
              + ",\"notional_value\":"
              + (long) cents * size / 100
              + ".5,\"trade_direction\":"
              + (random.nextBoolean() ? 1 : -1)
              + ",\"exchange_id\":23,\"received_timestamp\":"
              + (1_700_000_000_010L + number)
              + '}')
          .getBytes(StandardCharsets.US_ASCII);
    }
  }
}
