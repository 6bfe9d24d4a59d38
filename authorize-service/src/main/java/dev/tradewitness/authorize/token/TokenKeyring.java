package dev.tradewitness.authorize.token;

import dev.tradewitness.common.crypto.Hash;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys in force: those of the settings, or the last valid state of the keys file. A file that
/// is not valid changes nothing.
public final class TokenKeyring implements Supplier<TokenKeys> {

  private static final Logger log = LoggerFactory.getLogger(TokenKeyring.class);

  private static final Set<PosixFilePermission> REFUSED =
      Set.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final @Nullable Path file;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private volatile TokenKeys current;

  /// Why the file as it is now is not in force; null when it is.
  private volatile @Nullable String refusal;

  /// Of the state in force, and of the last look; the watching thread only.
  private @Nullable Hash inForce;

  private @Nullable Hash seen;

  private TokenKeyring(
      @Nullable Path file, TokenKeys first, InstantSource clock, MeterRegistry meters) {
    this.file = file;
    this.current = first;
    this.clock = clock;
    this.meters = meters;
  }

  /// Keys that do not change.
  static TokenKeyring fixed(TokenKeys keys, InstantSource clock, MeterRegistry meters) {
    return new TokenKeyring(null, keys, clock, meters);
  }

  /// @throws IllegalStateException when the file cannot be read or is not valid
  static TokenKeyring ofFile(Path file, InstantSource clock, MeterRegistry meters) {
    try {
      requirePrivate(file);
      byte[] bytes = read(file);
      var keyring =
          new TokenKeyring(
              file, TokenKeysParser.parse(bytes, clock.instant().getEpochSecond()), clock, meters);
      keyring.inForce = Hash.of(bytes);
      keyring.seen = keyring.inForce;
      keyring.logKeys("token keys are in force");
      return keyring;
    } catch (IOException e) {
      throw new IllegalStateException("the token keys file cannot be read: " + e, e);
    } catch (TokenKeysRefusedException e) {
      throw new IllegalStateException("%s is not valid: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public TokenKeys get() {
    return current;
  }

  /// True when the keys are those of a file.
  public boolean isWatching() {
    return file != null;
  }

  /// Why the file as it is now is not in force; null when it is.
  public @Nullable String refusal() {
    return refusal;
  }

  /// One look at the file. A change counts once two looks found the same bytes, so that a file
  /// which is just being written is not taken for a shorter one.
  void look() {
    Path watched = file;
    if (watched == null) {
      return;
    }
    try {
      requirePrivate(watched);
      byte[] bytes = read(watched);
      Hash found = Hash.of(bytes);
      boolean settled = found.equals(seen);
      seen = found;
      if (!settled) {
        return;
      }
      if (!found.equals(inForce)) {
        take(bytes, found);
      }
      refusal = null;
    } catch (IOException e) {
      refuse("it cannot be read: " + e);
    } catch (TokenKeysRefusedException e) {
      refuse(Objects.requireNonNull(e.getMessage()));
    }
  }

  private void take(byte[] bytes, Hash digest) throws TokenKeysRefusedException {
    TokenKeys next = TokenKeysParser.parse(bytes, clock.instant().getEpochSecond());
    requireSameSecrets(next);
    current = next;
    inForce = digest;
    logKeys("other token keys are in force");
    count("applied");
  }

  /// Verifiers know a key by its name, so another secret needs another name.
  private void requireSameSecrets(TokenKeys next) throws TokenKeysRefusedException {
    for (TokenKey key : next.all()) {
      TokenKey before = current.find(key.kid());
      if (before != null && !before.hasSecretOf(key)) {
        throw new TokenKeysRefusedException(
            "key %s has another secret than before; another secret needs another kid"
                .formatted(key.kid()));
      }
    }
  }

  private void refuse(String reason) {
    if (!reason.equals(refusal)) {
      log.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("reason", reason)
          .log("the token keys of before stay in force");
      count("refused");
    }
    refusal = reason;
  }

  private void count(String outcome) {
    meters.counter("authorize.token.keys.reloads", "outcome", outcome).increment();
  }

  private void logKeys(String message) {
    TokenKey signing = current.signing(clock.instant().getEpochSecond());
    log.atInfo()
        .addKeyValue("kids", current.all().stream().map(TokenKey::kid).toList())
        .addKeyValue("signing", signing == null ? "none" : signing.kid())
        .log(message);
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(TokenKeysParser.BYTES_MAX + 1);
    }
  }

  /// A group may read, as where secrets are mounted for one; nobody else may, and only the owner
  /// may write.
  private static void requirePrivate(Path file) throws IOException, TokenKeysRefusedException {
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // such a file system has other permissions, or none
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (permissions.stream().anyMatch(REFUSED::contains)) {
      throw new TokenKeysRefusedException(
          "its permissions are %s; at most rw-r----- are allowed (chmod 600 or 640)"
              .formatted(PosixFilePermissions.toString(permissions)));
    }
  }
}
