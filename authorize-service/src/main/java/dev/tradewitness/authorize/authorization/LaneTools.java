package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.authorization.LaneAnswer.Refusal;
import dev.tradewitness.authorize.journal.JournalCommitter;
import dev.tradewitness.authorize.token.TokenSigner;
import org.jspecify.annotations.Nullable;

/// What every lane of a group works with.
interface LaneTools {

  AuthorizationProperties settings();

  LaneClock clock();

  AuthorizationMeters meters();

  JournalCommitter committer();

  /// The epoch under which a lane is held now.
  long epoch(int lane);

  /// The lane's own signer; used under its lock only.
  TokenSigner signer(int lane);

  /// Why nothing may be taken now, or null.
  @Nullable Refusal refusal();

  int laneCount();

  /// Random bits for ids.
  long random();

  /// The index's secret.
  long seed();
}
