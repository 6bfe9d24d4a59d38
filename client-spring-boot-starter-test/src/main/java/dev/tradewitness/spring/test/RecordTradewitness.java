package dev.tradewitness.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Gives a test the real client with a [TradewitnessRecorder] in place of the network, and a spool
/// folder of its own. Stands beside `@SpringBootTest` or a test slice; settings that the
/// application has, such as the policy id, are kept.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface RecordTradewitness {}
