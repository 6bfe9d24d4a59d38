package dev.tradewitness.authorize.journal;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.LocalDate;

/// Part of a lane's index of remembered order ids, as the index itself writes it.
///
/// @param firstSequence journal number of its first decision; names the segment within the lane
/// @param day of its newest decision
/// @param sealed takes no more ids, so its content never changes
/// @param entries asked for the content only when that has to be stored or restored
public record IdSegment(long firstSequence, LocalDate day, boolean sealed, Entries entries) {

  /// Gives a segment's content.
  @FunctionalInterface
  public interface Entries {
    /// The content, which ends with its checksum of four bytes.
    byte[] bytes() throws SQLException;

    /// The content's last four bytes: another content has others.
    default int checksum() throws SQLException {
      byte[] bytes = bytes();
      return ByteBuffer.wrap(bytes).getInt(bytes.length - 4);
    }
  }
}
