package dev.tradewitness.spring.test;

import dev.tradewitness.spring.client.TradewitnessAutoConfiguration;
import dev.tradewitness.spring.logged.VcpLoggedAutoConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTestContextBootstrapper;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/// A test of what an application logs, with the client, [dev.tradewitness.spring.logged.VcpLogged]
/// and a [TradewitnessRecorder], and of the application only the beans that the test names
/// (`@Import` or `@TestConfiguration`).
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@BootstrapWith(SpringBootTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(NoComponents.class)
@ImportAutoConfiguration({
  AopAutoConfiguration.class,
  TradewitnessAutoConfiguration.class,
  VcpLoggedAutoConfiguration.class
})
@RecordTradewitness
public @interface TradewitnessClientTest {}
