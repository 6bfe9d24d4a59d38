package dev.tradewitness.authorize.admin;

import org.springframework.data.jpa.repository.JpaRepository;

interface RiskLimits extends JpaRepository<RiskLimit, Long> {}
