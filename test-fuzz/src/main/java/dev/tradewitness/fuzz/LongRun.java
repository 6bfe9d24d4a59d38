package dev.tradewitness.fuzz;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// A fuzz target that only `JAZZER_FUZZ=1` hands to Jazzer. In the build [ShortRun] runs it: Jazzer
/// would load its agent into each module's tests, which takes 20 s of a small machine, and fuzzes
/// one target a JVM.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(named = "JAZZER_FUZZ", matches = "1")
public @interface LongRun {}
