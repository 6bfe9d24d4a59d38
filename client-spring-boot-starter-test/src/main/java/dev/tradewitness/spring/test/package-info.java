/// For the tests of applications: what was logged is recorded, what is asked is answered, and no
/// server is needed.
@NullMarked
package dev.tradewitness.spring.test;

import org.jspecify.annotations.NullMarked;
