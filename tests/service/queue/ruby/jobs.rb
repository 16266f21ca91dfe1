# The application: what a Sidekiq process requires (-r) and what the other scripts enqueue. A job that
# is done leaves one line in the list "done"; while the key "failing" is there, every third fails;
# while "slow" or "slower" is there, they take their time.
require "sidekiq"

Sidekiq.logger.level = Logger::WARN
# Nobody shall wait for a poller that comes by every few seconds, nor have it take what is looked at.
Sidekiq.options[:poll_interval_average] = 3600
Sidekiq.options[:timeout] = 5

class RefreshSite
  include Sidekiq::Worker
  sidekiq_options queue: "sites"

  def perform(number, more = nil)
    Sidekiq.redis do |redis|
      sleep 0.02 if redis.exists?("slow")
      sleep 0.2 if redis.exists?("slower")
      raise "#{number} can't be refreshed" if number % 3 == 0 && redis.exists?("failing")
      redis.rpush("done", Sidekiq.dump_json([self.class.name, number, jid]))
    end
  end
end

class MailDigest < RefreshSite
end

# While the key "hanging" is there, it hangs.
class Hang < RefreshSite
  def perform(number, more = nil)
    sleep 0.1 while Sidekiq.redis { |redis| redis.exists?("hanging") }
    super
  end
end
