package dev.tradewitness.common.merkle;

import dev.tradewitness.common.crypto.Hash;
import java.util.Base64;

/// What a log says of itself: C2SP tlog-checkpoint without extension lines.
///
/// @param origin the log's name, one line, not empty
public record Checkpoint(String origin, TreeHead head) {

  public Checkpoint {
    if (origin.isEmpty() || origin.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("an origin is one line");
    }
  }

  /// Three lines: origin, size in decimal, root in base64.
  public String body() {
    return origin
        + "\n"
        + head.size()
        + "\n"
        + Base64.getEncoder().encodeToString(head.root().bytes())
        + "\n";
  }

  /// Reads the body of a note; extension lines are allowed and left alone.
  ///
  /// @throws IllegalArgumentException when it is no checkpoint
  public static Checkpoint parse(String body) {
    String[] lines = body.split("\n", -1);
    if (lines.length < 4) {
      throw new IllegalArgumentException("a checkpoint has three lines, got " + (lines.length - 1));
    }
    if (!lines[1].matches("0|[1-9][0-9]{0,18}")) {
      throw new IllegalArgumentException("a checkpoint's size is a decimal number: " + lines[1]);
    }
    return new Checkpoint(
        lines[0],
        new TreeHead(Long.parseLong(lines[1]), new Hash(Base64.getDecoder().decode(lines[2]))));
  }
}
