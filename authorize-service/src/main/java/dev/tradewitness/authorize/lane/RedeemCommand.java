package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.RedemptionId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A token that is to be redeemed.
///
/// @param tokenId the token's `jti`, which is the decision's id
/// @param redemptionId names the attempt; null when its caller did not
public record RedeemCommand(UUID tokenId, @Nullable RedemptionId redemptionId) {}
