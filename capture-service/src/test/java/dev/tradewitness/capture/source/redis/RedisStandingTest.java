package dev.tradewitness.capture.source.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.capture.sources.SourceTroubles;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisStandingTest {

  private final RuntimeException redisAway = new JedisConnectionException("refused");
  private final RuntimeException noStream = new JedisDataException("WRONGTYPE of a key");
  private final RuntimeException databaseAway =
      new DataAccessResourceFailureException("no connection");

  private final SourceTroubles troubles = new SourceTroubles(InstantSource.system());
  private final RedisStanding standing = new RedisStanding(troubles, "redis:trades");

  @Test
  void aRedisThatLetsTheReaderInIsNotAwayWhateverTheDatabaseDoes() {
    standing.failed(redisAway);
    assertReason("AWAY");
    standing.beginsAnew();
    standing.failed(redisAway);
    assertReason("AWAY");
    standing.beginsAnew();
    standing.connected();
    standing.failed(databaseAway);
    assertThat(troubles.now()).isEmpty();
  }

  @Test
  void aTroubleThatAConnectionDoesNotDisproveStaysUntilEntriesAreRead() {
    standing.connected();
    standing.failed(noStream);
    standing.beginsAnew();
    standing.connected();
    standing.failed(databaseAway);
    assertReason("NOT_A_STREAM");
    standing.beginsAnew();
    standing.connected();
    standing.read();
    standing.failed(databaseAway);
    assertThat(troubles.now()).isEmpty();
  }

  @Test
  void aDatabaseThatIsAwayIsNoTroubleOfTheStream() {
    standing.failed(databaseAway);
    standing.connected();
    standing.failed(databaseAway);
    standing.read();
    standing.failed(new NotStoredException("DATABASE_AWAY"));
    assertThat(troubles.now()).isEmpty();
  }

  @Test
  void whatWasNotReadSinceStaysATroubleWhileTheDatabaseIsAway() {
    standing.failed(redisAway);
    standing.beginsAnew();
    standing.failed(databaseAway);
    assertReason("AWAY");
  }

  private void assertReason(String reason) {
    assertThat(troubles.now()).extracting(SourceTroubles.Trouble::reason).containsExactly(reason);
  }
}
