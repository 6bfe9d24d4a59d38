package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.part.KafkaPart;
import dev.tradewitness.launcher.part.KafkaTopics;
import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.stack.StackConsole;
import dev.tradewitness.launcher.stack.StackTopics;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/// Makes the topics on any broker: for a stack that somebody else starts, as Compose does.
final class TopicsCommand implements Command {

  @Override
  public String usage() {
    return "[--bootstrap HOST:PORT]  makes the topics that are missing on a broker";
  }

  @Override
  public Set<String> options() {
    return Set.of("--bootstrap");
  }

  @Override
  public int run(Arguments arguments) throws UsageException, PartFailedException {
    arguments.noWords();
    var bootstrap =
        arguments
            .option("--bootstrap")
            .orElse(System.getenv().getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:19092"));
    try (var admin = KafkaPart.admin(bootstrap)) {
      var made = KafkaTopics.ensure(admin, StackTopics.all());
      StackConsole.standard()
          .say(
              "%d topics are there, %d of them new"
                  .formatted(StackTopics.all().size(), made.size()));
      return 0;
    } catch (KafkaException e) { // from making the client: the address is none
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new UsageException("the broker %s: %s".formatted(bootstrap, why.getMessage()));
    }
  }
}
