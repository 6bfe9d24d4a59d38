package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.common.merkle.SignedNote;
import dev.tradewitness.evidence.format.Place;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A signed tree head of a stream's log.
///
/// @param policyId the stream by the member's path
/// @param sizeInPath the size by the member's path
public record LogCheckpoint(
    String path, String policyId, long sizeInPath, SignedNote note, Checkpoint checkpoint) {

  static LogCheckpoint read(String path, Place at, byte[] bytes) throws MalformedException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(path, at.policyId(), at.sequence(), text);
    } catch (CharacterCodingException e) {
      throw new MalformedException("not UTF-8");
    }
  }

  /// Reads a note in its one spelling.
  public static LogCheckpoint parse(String path, String policyId, long size, String text)
      throws MalformedException {
    try {
      SignedNote note = SignedNote.parse(text);
      if (!note.text().equals(text)) {
        throw new MalformedException("a note that its reader would write in another way");
      }
      return new LogCheckpoint(path, policyId, size, note, Checkpoint.parse(note.body()));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(
          "no checkpoint note: " + Fields.clip(String.valueOf(e.getMessage())));
    }
  }
}
