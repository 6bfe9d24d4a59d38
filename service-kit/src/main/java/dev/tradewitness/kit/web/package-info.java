/// HTTP edges: problems, the metrics page, bounded bodies.
@NullMarked
package dev.tradewitness.kit.web;

import org.jspecify.annotations.NullMarked;
