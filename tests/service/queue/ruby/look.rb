# look.rb: what Sidekiq's own API sees, as one JSON object.
require "sidekiq/api"
require_relative "jobs"

def job(entry)
  { "class" => entry.klass, "args" => entry.args, "jid" => entry.jid, "queue" => entry.queue,
    "retry_count" => entry["retry_count"], "enqueued_at" => entry.enqueued_at.to_f }
end

queue = Sidekiq::Queue.new("sites")
puts Sidekiq.dump_json(
  "queues" => Sidekiq::Queue.all.map(&:name).sort,
  "latency" => queue.latency,
  "queue" => queue.map { |entry| job(entry) }.reverse, # oldest first
  "retry" => Sidekiq::RetrySet.new.map { |entry| job(entry).merge("at" => entry.at.to_f, "error" => entry["error_message"]) },
  "dead" => Sidekiq::DeadSet.new.map { |entry| job(entry) },
  "scheduled" => Sidekiq::ScheduledSet.new.map { |entry| job(entry) }
)
