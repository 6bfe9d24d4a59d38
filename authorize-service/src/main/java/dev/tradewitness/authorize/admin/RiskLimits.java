package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.RiskLimit.Control;
import dev.tradewitness.authorize.admin.RiskLimit.LimitScope;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface RiskLimits extends JpaRepository<RiskLimit, Long> {

  List<RiskLimit> findByScopeAndControlAndSubject(
      LimitScope scope, Control control, String subject);

  List<RiskLimit> findByScopeAndControl(LimitScope scope, Control control);
}
