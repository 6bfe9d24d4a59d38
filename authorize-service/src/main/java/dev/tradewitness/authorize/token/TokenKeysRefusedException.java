package dev.tradewitness.authorize.token;

/// The keys file is not valid; nothing of it is applied. The message says the line and the reason
/// and never a secret.
public final class TokenKeysRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  TokenKeysRefusedException(String message) {
    super(message);
  }

  /// @param line from 1
  TokenKeysRefusedException(int line, String reason) {
    super("line %d: %s".formatted(line, reason));
  }
}
