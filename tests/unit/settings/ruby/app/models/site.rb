# frozen_string_literal: true

# get_setting(:in_a_comment)
class Site < ApplicationRecord
  LIMITS = %w[get_setting daily weekly].freeze

  def self.limit
    get_setting(:alexa_limit, 1_000_000).to_i
  end

  def crawl?
    get_setting('crawl_enabled') || true
  end

  def timeout(kind)
    get_setting("timeout_#{kind}", default: 30)
  end

  def banner
    <<~TEXT
      get_setting(:in_a_heredoc)
      #{get_setting :banner}
    TEXT
  end

  def get_setting(key, fallback = nil)
    Setting[key] || fallback
  end
end
