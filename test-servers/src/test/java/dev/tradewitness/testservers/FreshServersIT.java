package dev.tradewitness.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.context.junit.jupiter.SpringExtension;

@TestServers("anchor")
@ExtendWith(SpringExtension.class)
@ContextConfiguration(classes = FreshServersIT.Nothing.class)
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
class FreshServersIT {
  private final Environment environment;

  @Autowired
  FreshServersIT(Environment environment) {
    this.environment = environment;
  }

  @Test
  void theContextIsPointedAtARealDatabaseAndARealKafka() throws SQLException {
    assertThat(property("spring.kafka.bootstrap-servers"))
        .isEqualTo(Servers.kafka().bootstrapServers());
    try (var connection =
            DriverManager.getConnection(
                property("spring.datasource.url"),
                property("spring.datasource.username"),
                property("spring.datasource.password"));
        var rows = connection.createStatement().executeQuery("SELECT current_schema()")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("anchor");
    }
  }

  @Nested
  class InAClassWithin {
    @Test
    void theContextIsTheSame(@Autowired Environment inner) {
      assertThat(inner).isSameAs(environment);
    }
  }

  private String property(String name) {
    return Objects.requireNonNull(environment.getProperty(name));
  }

  @Configuration
  static class Nothing {}
}
