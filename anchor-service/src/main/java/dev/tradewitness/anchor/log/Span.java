package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Merkle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A subtree `[from, to)` as RFC 6962 section 2.1 splits trees: it starts where its largest perfect
/// subtree is aligned.
record Span(long from, long to) {

  /// A perfect subtree: 2^level leaves from `index * 2^level`.
  record Node(int level, long index) {}

  /// The perfect subtrees it falls into, largest first.
  List<Node> nodes() {
    var nodes = new ArrayList<Node>();
    long at = from;
    while (at < to) {
      int level = 63 - Long.numberOfLeadingZeros(to - at);
      nodes.add(new Node(level, at >> level));
      at += 1L << level;
    }
    return nodes;
  }

  Hash root(Function<Node, Hash> hashes) {
    List<Node> nodes = nodes();
    Hash root = hashes.apply(nodes.getLast());
    for (int i = nodes.size() - 2; i >= 0; i--) {
      root = Merkle.node(hashes.apply(nodes.get(i)), root);
    }
    return root;
  }

  /// RFC 6962's PATH of one leaf, bottom up.
  static List<Span> inclusion(long index, long size) {
    var path = new ArrayList<Span>();
    inclusion(index, 0, size, path);
    return path;
  }

  private static void inclusion(long index, long from, long to, List<Span> path) {
    if (to - from <= 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      inclusion(index, from, middle, path);
      path.add(new Span(middle, to));
    } else {
      inclusion(index, middle, to, path);
      path.add(new Span(from, middle));
    }
  }

  /// RFC 6962's PROOF from one size to another.
  static List<Span> consistency(long first, long second) {
    var path = new ArrayList<Span>();
    if (first > 0 && first < second) {
      subproof(first, 0, second, true, path);
    }
    return path;
  }

  private static void subproof(long first, long from, long to, boolean whole, List<Span> path) {
    if (first == to) {
      if (!whole) {
        path.add(new Span(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (first <= middle) {
      subproof(first, from, middle, whole, path);
      path.add(new Span(middle, to));
    } else {
      subproof(first, middle, to, false, path);
      path.add(new Span(from, middle));
    }
  }

  /// The largest power of two smaller than `n`.
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }
}
