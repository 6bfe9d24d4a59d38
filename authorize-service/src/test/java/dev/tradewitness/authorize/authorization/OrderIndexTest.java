package dev.tradewitness.authorize.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderIndexTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsWhatAMapFindsAfterAnyPutsAndRemoves(long seed) {
    var random = new Random(seed);
    var index = new OrderIndex(random.nextLong());
    Map<List<String>, Long> expected = new HashMap<>();
    for (long step = 0; step < 60_000; step++) {
      String client = "c" + random.nextInt(20);
      String id = "o" + random.nextInt(2000);
      List<String> key = List.of(client, id);
      if (expected.containsKey(key)) {
        if (random.nextBoolean()) {
          index.remove(new ClientId(client), new ClientOrderId(id));
          expected.remove(key);
        }
      } else {
        index.put(new ClientId(client), new ClientOrderId(id), step);
        expected.put(key, step);
      }
    }
    assertThat(index.size()).as("seed %d", seed).isEqualTo(expected.size());
    for (int c = 0; c < 20; c++) {
      for (int o = 0; o < 2000; o++) {
        assertThat(index.find(new ClientId("c" + c), new ClientOrderId("o" + o)))
            .as("seed %d, c%d o%d", seed, c, o)
            .isEqualTo(expected.getOrDefault(List.of("c" + c, "o" + o), -1L));
      }
    }
    for (int o = 0; o < 2000; o++) {
      var found = new ArrayList<Long>();
      index.findAll(new ClientOrderId("o" + o), found::add);
      String id = "o" + o;
      var wanted = new HashSet<Long>();
      expected.forEach((key, value) -> {
        if (key.get(1).equals(id)) {
          wanted.add(value);
        }
      });
      assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
    }
  }
}
