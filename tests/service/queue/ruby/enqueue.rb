# enqueue.rb CLASS FROM TO: enqueues one job a number, by Sidekiq's own client.
require_relative "jobs"

klass, from, to = ARGV
(from.to_i...to.to_i).each { |number| Object.const_get(klass).perform_async(number, { "text" => "café ☕ #{number}", "n" => 1.50 }) }
