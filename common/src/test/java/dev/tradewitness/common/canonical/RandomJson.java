package dev.tradewitness.common.canonical;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Random;

/// Random JSON texts with everything that canonical forms get wrong: escapes, planes beyond the
/// first, odd numbers.
final class RandomJson {

  private static final String[] PIECES = {
    "a",
    "Z",
    "0",
    " ",
    "\\\"",
    "\\\\",
    "\\/",
    "/",
    "\\b",
    "\\f",
    "\\n",
    "\\r",
    "\\t",
    "\\u0000",
    "\\u001f",
    "\\u007f",
    "é",
    "€",
    "\\u20ac",
    "\\ud83d\\ude02",
    "😂",
    "דּ",
    "\\ufb33",
    "ö",
    "\\u0080",
    "\u2028",
    "𐀀",
    "\uffff"
  };

  private RandomJson() {}

  static String object(Random random, int depth) {
    var names = new LinkedHashSet<String>();
    int size = random.nextInt(6);
    while (names.size() < size) {
      names.add(string(random));
    }
    var members = new ArrayList<String>();
    // Two spellings of one name would be a duplicate; a number of its own keeps each apart.
    int i = 0;
    for (String name : names) {
      members.add(name.substring(0, name.length() - 1) + i++ + "\" : " + value(random, depth - 1));
    }
    return "{" + String.join(" ,\n", members) + "}";
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0, 1 -> number(random);
      case 2, 3 -> string(random);
      case 4 -> new String[] {"true", "false", "null"}[random.nextInt(3)];
      case 5 -> object(random, depth);
      default -> {
        var elements = new ArrayList<String>();
        for (int i = random.nextInt(4); i > 0; i--) {
          elements.add(value(random, depth - 1));
        }
        yield "[" + String.join(",", elements) + "]";
      }
    };
  }

  private static String number(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Integer.toString(random.nextInt(2000) - 1000);
      case 1 -> Long.toString(random.nextLong());
      case 2 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
      case 3 -> random.nextInt(1000) + "." + random.nextInt(1000) + "0";
      case 4 -> "-0.0";
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isFinite(any) ? Double.toString(any) : "1e-7";
      }
    };
  }

  private static String string(Random random) {
    var text = new StringBuilder("\"");
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.append('"').toString();
  }
}
