package dev.tradewitness.common.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.crypto.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

  // The key and note of the documentation of golang.org/x/mod/sumdb/note, which C2SP signed-note
  // grew from.
  private static final String GO_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  private static final String GO_NOTE =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;

  @Test
  void theNoteOfTheReferenceDocumentationVerifiesAndIsWrittenBackByteForByte() {
    SignedNote note = SignedNote.parse(GO_NOTE);

    assertThat(note.verifiedBy(NoteKey.parse(GO_KEY))).isTrue();
    assertThat(NoteKey.parse(GO_KEY).verifierKey()).isEqualTo(GO_KEY);
    assertThat(note.text()).isEqualTo(GO_NOTE);
  }

  @Test
  void aChangedNoteAnotherKeyAndAnotherNameAreNotVerified() {
    NoteKey key = NoteKey.parse(GO_KEY);

    assertThat(SignedNote.parse(GO_NOTE.replace("think", "thank")).verifiedBy(key)).isFalse();
    assertThat(SignedNote.parse(GO_NOTE).verifiedBy(new NoteKey("Other", key.key()))).isFalse();
    assertThat(SignedNote.parse(GO_NOTE).verifiedBy(new NoteKey("PeterNeumann", key(7)))).isFalse();
  }

  @Test
  void aKeyWhoseHashIsNotItsOwnIsRefused() {
    assertThatThrownBy(() -> NoteKey.parse(GO_KEY.replace("c74f20a3", "c74f20a4")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hash");
  }

  @Test
  void aCheckpointSignedAndParsedIsTheSame() {
    byte[] seed = seed(1);
    var key = new NoteKey("tradewitness.local/com.example:desk-1", key(1));
    var checkpoint =
        new Checkpoint(key.name(), new TreeHead(3, Hash.of("x".getBytes(StandardCharsets.UTF_8))));

    String text = SignedNote.of(checkpoint.body(), key, sign(seed, checkpoint.body())).text();

    SignedNote read = SignedNote.parse(text);
    assertThat(read.verifiedBy(key)).isTrue();
    assertThat(Checkpoint.parse(read.body())).isEqualTo(checkpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no signature\n",
        "text\n\nnot a signature line\n",
        "text\n\n— name !!!!\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name AAAAAAAA",
        "te\u0001xt\n\n— name AAAAAAAA\n"
      })
  void whatIsNoSignedNoteIsRefused(String text) {
    assertThatThrownBy(() -> SignedNote.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\n1\n", "a\n-1\nAAAA\n", "a\n01\nAAAA\n", "a\n1\nAAAA\n", "\n0\nAAAA\n"})
  void whatIsNoCheckpointIsRefused(String body) {
    assertThatThrownBy(() -> Checkpoint.parse(body)).isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] seed(long number) {
    byte[] seed = new byte[32];
    new Random(number).nextBytes(seed);
    return seed;
  }

  private static Ed25519PublicKey key(long number) {
    byte[] key = new byte[32];
    Ed25519.generatePublicKey(seed(number), 0, key, 0);
    return new Ed25519PublicKey(key);
  }

  private static byte[] sign(byte[] seed, String body) {
    byte[] message = body.getBytes(StandardCharsets.UTF_8);
    byte[] signature = new byte[64];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }
}
