package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.decision.Scope;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface TradingStates extends JpaRepository<TradingStateEntry, Long> {
  Optional<TradingStateEntry> findByScopeAndSubject(Scope scope, String subject);

  List<TradingStateEntry> findByScope(Scope scope);
}
