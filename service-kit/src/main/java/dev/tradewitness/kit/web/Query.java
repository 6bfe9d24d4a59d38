package dev.tradewitness.kit.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On a controller's [QueryReader]: the names of all query parameters that have a meaning there.
/// They are in `/v3/api-docs`; any other is refused.
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Query {

  String[] value() default {};
}
