package dev.tradewitness.authorize.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmountSlabTest {

  @Test
  void amountsAtTheEdgesOfEachFormComeOutAsTheyWentIn() {
    var slab = new AmountSlab(1, 0);
    int row = slab.allocate();
    assertThat(slab.amount(row, 0)).isEqualTo(BigDecimal.ZERO);
    for (int bits : new int[] {0, 1, 62, 63, 64, 126, 127, 128, 200}) {
      for (int scale : new int[] {-1000, -64, -63, -1, 0, 1, 18, 63, 64, 1000}) {
        for (int around = -1; around <= 1; around++) {
          BigInteger digits = BigInteger.TWO.pow(bits).add(BigInteger.valueOf(around));
          var amount = new BigDecimal(digits, scale);
          slab.setAmount(row, 0, amount);
          assertThat(slab.amount(row, 0)).isEqualTo(amount);
          slab.setAmount(row, 0, amount.negate());
          assertThat(slab.amount(row, 0)).isEqualTo(amount.negate());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rowsKeepTheirAmountsThroughAnyChangesAndACopyKeepsThoseOfItsMoment(long seed) {
    var random = new Random(seed);
    var slab = new AmountSlab(3, 1);
    var rows = new ArrayList<Integer>();
    var expected = new ArrayList<List<BigDecimal>>();
    AmountSlab copy = slab.copy();
    List<Integer> copiedRows = List.of();
    List<List<BigDecimal>> copied = List.of();
    for (int step = 0; step < 20_000; step++) {
      int at = rows.isEmpty() ? -1 : random.nextInt(rows.size());
      if (at < 0 || random.nextInt(5) == 0) {
        rows.add(slab.allocate());
        expected.add(List.of(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO));
        at = rows.size() - 1;
      } else if (random.nextInt(6) == 0) {
        int freed = rows.get(at);
        rows.set(at, rows.getLast());
        rows.removeLast();
        slab.free(freed);
        expected.set(at, expected.getLast());
        expected.removeLast();
        continue;
      }
      var amounts = List.of(amount(random), amount(random), amount(random));
      for (int i = 0; i < 3; i++) {
        slab.setAmount(rows.get(at), i, amounts.get(i));
      }
      slab.setNumber(rows.get(at), 0, -1);
      expected.set(at, amounts);
      if (random.nextInt(500) == 0) {
        requireSame(copy, copiedRows, copied, seed, step);
        copy = slab.copy();
        copiedRows = List.copyOf(rows);
        copied = List.copyOf(expected);
      }
    }
    requireSame(slab, rows, expected, seed, 20_000);
  }

  private static void requireSame(
      AmountSlab slab, List<Integer> rows, List<List<BigDecimal>> expected, long seed, int step) {
    for (int at = 0; at < rows.size(); at++) {
      for (int i = 0; i < 3; i++) {
        assertThat(slab.amount(rows.get(at), i))
            .as("seed %d, step %d, row %d", seed, step, rows.get(at))
            .isEqualTo(expected.get(at).get(i));
      }
    }
  }

  private static BigDecimal amount(Random random) {
    int bits = List.of(10, 60, 63, 64, 100, 127, 128, 190).get(random.nextInt(8));
    var digits = new BigInteger(bits, random);
    int scale = random.nextInt(10) == 0 ? random.nextInt(200) - 100 : random.nextInt(19);
    return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), scale);
  }
}
