package dev.tradewitness.testservers;

import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/// Points a test's application context at fresh servers.
///
/// @param owner part of the context's cache key: two classes never share a database
record TestServersContextCustomizer(String schema, boolean kafka, Class<?> owner)
    implements ContextCustomizer {

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration merged) {
    var properties = new HashMap<String, Object>();
    if (kafka) {
      Servers.startBoth();
      Servers.kafka().resetTopics();
      properties.put("spring.kafka.bootstrap-servers", Servers.kafka().bootstrapServers());
    }
    properties.putAll(datasource(Servers.postgres().createDatabase(schema)));
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test servers", properties));
  }

  private static Map<String, Object> datasource(Database database) {
    return Map.of(
        "spring.datasource.url", database.jdbcUrl(),
        "spring.datasource.username", database.user(),
        "spring.datasource.password", database.password());
  }
}
