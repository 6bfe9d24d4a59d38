/// Records the AOT caches of a build: a stack of its own, synthetic load on the hot paths, an
/// orderly end. Nothing here touches a user's data folder.
@NullMarked
package dev.tradewitness.launcher.training;

import org.jspecify.annotations.NullMarked;
