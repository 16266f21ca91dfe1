# later.rb CLASS NUMBER…: enqueues jobs for tomorrow, by Sidekiq's own client.
require_relative "jobs"

klass, *numbers = ARGV
numbers.each { |number| Object.const_get(klass).perform_in(86_400, number.to_i) }
